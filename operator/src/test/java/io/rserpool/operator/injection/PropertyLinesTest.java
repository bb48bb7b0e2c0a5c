package io.rserpool.operator.injection;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.UsedPool;
import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of resources that are written to become something else in the sidecar's configuration; read back as the sidecars read it. */
class PropertyLinesTest {
    private static final int ROUNDS = 2_000;

    private static final List<String> PIECES = List.of(
            "\n",
            "\r",
            "\r\n",
            "\t",
            "\f",
            "\\",
            "\\\n",
            "\\u000a",
            "\\u0024",
            "$",
            "$$",
            "${",
            "}",
            "${rserpool.pe.drain-token}",
            "${:x}",
            "\\${",
            "=",
            ":",
            "#",
            "!",
            " ",
            "é",
            "a",
            "\u2028",
            "\u0085",
            "rserpool.registrars=evil:1",
            "%prod.");

    private final ObjectMapper json = new ObjectMapper();
    private final Random random = new Random(5354);

    @TempDir
    private Path directory;

    /** A text that neither begins nor ends with white space, which the sidecars take away. */
    private String text() {
        var text = new StringBuilder("x");
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append(random.nextBoolean() ? "y" : "$").toString();
    }

    /** What {@code ConfigReader} of the sidecars makes of it. */
    private Map<String, String> read(String text) throws IOException {
        var file = Files.writeString(directory.resolve("config.properties"), text);
        var source = new PropertiesConfigSource(file.toUri().toURL());
        var config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withSources(source)
                .build();
        var values = new TreeMap<String, String>();
        for (var name : source.getPropertyNames()) {
            var raw = config.getConfigValue(name).getRawValue();
            values.put(name, raw.contains("${") ? config.getValue(name, String.class) : raw);
        }
        return values;
    }

    @Test
    void whateverATextIsItIsTheValueOfItsKey() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var expected = new TreeMap<String, String>();
            var lines = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                expected.put("rserpool.key-" + i, text());
            }
            expected.put("rserpool." + text(), text());
            expected.forEach((key, value) -> PropertyLines.append(lines, key, value));
            assertThat(read(lines.toString())).as(lines.toString()).isEqualTo(expected);
        }
    }

    /** Every text of a Pool at once: the keys are those of a harmless one, and so is every value but these. */
    @Test
    void noTextOfAPoolBreaksOutOfTheFile() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            var handle = text();
            var path = text();
            var harmless = read(SidecarConfig.poolElement(element("files", "/"), drain("token"), Fixtures.ENROLMENT));
            var token = text();
            var read = read(SidecarConfig.poolElement(element(handle, path), drain(token), Fixtures.ENROLMENT));
            var expected = new TreeMap<>(harmless);
            expected.put("rserpool.pe.pools.files.handle", Handles.namespaced("shop", handle));
            expected.put("rserpool.pe.pools.files.health.path", path);
            expected.put("rserpool.pe.drain-token", token);
            assertThat(read).isEqualTo(expected);
        }
    }

    private static Drain drain(String token) {
        return new Drain(List.of(), Duration.ofSeconds(30).toSeconds(), false, token);
    }

    private PodPlan element(String handle, String path) throws IOException {
        var resource = (ObjectNode) json.valueToTree(files());
        var spec = (ObjectNode) resource.path("spec");
        spec.put("handle", handle);
        ((ObjectNode) spec.path("health")).put("path", path);
        var pool = json.treeToValue(resource, Pool.class);
        return new PodPlan(scope("default", "{}"), List.of(pool), null, List.of(), List.of(), List.of());
    }

    private static final String USE = """
            {"pool": "files", "hosts": ["files"], "failover": "lines", "serverEnds": "may", "fallback": "service",
             "http": {"resend": [""], "ignore": [""]},
             "redis": {"resend": [""], "elsewhere": [""]},
             "lines": {"request": {"safe": "", "keep": "", "draft": "", "draftEnd": "", "asks": "", "silent": "", "body": "",
                                   "opaque": "", "quit": ""},
                       "answer": {"end": "", "body": "", "more": "", "block": "", "blockEnd": "", "error": "", "elsewhere": ""}}}
            """;

    @Test
    void noTextOfAPoolUserBreaksOutOfTheFile() throws IOException {
        var texts = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var template = (ObjectNode) json.readTree(USE);
            var plain =
                    read(SidecarConfig.poolUser(using(filled(template.deepCopy(), () -> "plain")), Fixtures.ENROLMENT));
            var read = read(SidecarConfig.poolUser(using(filled(template, this::text)), Fixtures.ENROLMENT));
            assertThat(read.keySet()).isEqualTo(plain.keySet());
            for (var entry : plain.entrySet()) {
                if (entry.getValue().contains("plain")) {
                    texts++;
                    assertThat(read.get(entry.getKey())).as(entry.getKey()).startsWith("x");
                } else {
                    assertThat(read.get(entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue());
                }
            }
            var safe = template.at("/lines/request/safe").asText();
            assertThat(read.get("rserpool.pu.pools.files.lines.request.safe")).isEqualTo(safe);
            var ignored = template.at("/http/ignore/0").asText();
            assertThat(read.get("rserpool.pu.pools.files.http.ignore")).isEqualTo(ignored);
        }
        assertThat(texts).isEqualTo(ROUNDS * 20);
    }

    /** With a text of its own in every field that is empty. */
    private static ObjectNode filled(ObjectNode node, java.util.function.Supplier<String> texts) {
        node.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value instanceof ObjectNode inner) {
                filled(inner, texts);
            } else if (value.isArray() && value.get(0).asText().isEmpty()) {
                ((com.fasterxml.jackson.databind.node.ArrayNode) value).set(0, texts.get());
            } else if (value.isTextual() && value.asText().isEmpty()) {
                node.put(field.getKey(), texts.get());
            }
        });
        return node;
    }

    private PodPlan using(ObjectNode use) throws IOException {
        var entry = json.treeToValue(use, UsedPool.class);
        var client = user("shop", "client", "{selector: {matchLabels: {app: client}}, pools: []}");
        var planned = new PlannedUse(client, entry, files(), List.of("files"), "127.77.0.1", 80);
        return new PodPlan(null, List.of(), scope("default", "{}"), List.of(planned), List.of(), List.of());
    }
}
