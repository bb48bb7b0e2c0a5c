package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.JavaProgram;
import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Private keys, tokens and keys of cookies are in nothing that programs say, though they log all that can be logged: not in logs, on pages, in what a wrong
 * configuration is answered with, in what the JVM tells of itself, nor in what it leaves when it crashes. Logs stay in {@code target/secrets-test}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final List<String> PROGRAMS = List.of("registrar", "pe-sidecar", "pu-sidecar");
    private static final int WRONG = 2;
    private static final int PORT = 8080;

    /** Is to be found: where it is not, nothing was searched. */
    private static final Canary HANDLE = Canary.drawn("handle");

    private static final Canary ARGUMENT = Canary.drawn("argument");

    private final Canary managementToken = Canary.drawn("management-token");
    private final Canary drainToken = Canary.drawn("drain-token");
    private final Canary cookieKey = Canary.drawn("cookie-key");
    private final Canary podToken = Canary.drawn("pod-token");
    private final Secrets secrets =
            new Secrets().add(managementToken).add(drainToken).add(cookieKey).add(podToken);
    private final Map<String, Map<String, String>> credentials = new HashMap<>();
    private final Map<String, LocalProcess> programs = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();
    private LocalSystem system;
    private LocalAuthority authority;
    private FakeSigner signer;

    @BeforeAll
    void start() throws Exception {
        var directory = Path.of("target/secrets-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        authority = system.secure();
        signer = new FakeSigner(authority, podToken.text());
        for (var program : PROGRAMS) {
            start(program);
        }
        system.start(
                "server",
                List.of("socat", "TCP-LISTEN:" + PORT + ",fork,bind=" + system.serverAddress(1), "PIPE"),
                Map.of());
        for (var member : List.of("registrar", "element", "signer")) {
            secrets.addKey(authority.directory(), member);
        }
        await().ignoreExceptions().atMost(SOON).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(1);
            assertThat(page("pu-sidecar", "/q/health")).contains("\"expired\":false");
        });
    }

    @AfterAll
    void stop() {
        system.close();
        signer.close();
    }

    private void start(String program) throws IOException {
        switch (program) {
            case "registrar" -> start(program, system.registrarAddress(1), registrar());
            case "pe-sidecar" -> start(program, system.elementAddress(1), element());
            default -> start(program, system.userAddress(), user());
        }
    }

    private Map<String, String> registrar() {
        return credentials.computeIfAbsent(
                "registrar",
                member -> authority.credentials(member, "rserpool://" + LocalAuthority.SCOPE + "/registrar"));
    }

    private Map<String, String> element() throws IOException {
        var keys = Files.writeString(system.directory().resolve("cookie-keys"), cookieKey.text() + "\n");
        var settings = new HashMap<>(credentials.computeIfAbsent(
                "element",
                member -> authority.credentials(
                        member,
                        "rserpool://" + LocalAuthority.SCOPE + "/pool-element?serve=*",
                        system.elementAddress(1))));
        settings.put("rserpool.registrars", system.registrarAddress(1) + ":3863");
        settings.put("rserpool.pe.drain-token", drainToken.text());
        settings.put("rserpool.pe.pools.canary.handle", HANDLE.text());
        settings.put("rserpool.pe.pools.canary.server", system.serverAddress(1) + ":" + PORT);
        settings.put("rserpool.pe.pools.canary.cookie-key-file", keys.toString());
        return settings;
    }

    private Map<String, String> user() throws IOException {
        var token = Files.writeString(system.directory().resolve("token"), podToken.text() + "\n");
        var settings = new HashMap<>(signer.settings(token));
        settings.put("rserpool.registrars", system.registrarAddress(1) + ":3863");
        settings.put("rserpool.pu.pools.canary.handle", HANDLE.text());
        settings.put("rserpool.pu.pools.canary.listen", system.serviceAddress() + ":" + PORT);
        return settings;
    }

    /** One token comes from the environment, as it may; the JVM is told an argument that is no secret. */
    private void start(String module, String address, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("rserpool.address", address);
        all.put("rserpool.management.address", address);
        all.put("rserpool.management.port", Integer.toString(LocalSystem.MANAGEMENT_PORT));
        all.put("quarkus.log.level", "ALL");
        all.put("quarkus.log.category.\"io.quarkus\".level", "ALL");
        var options = "-D%s=1 -XX:ErrorFile=%s".formatted(ARGUMENT.text(), crash(module));
        addresses.put(module, address);
        programs.put(
                module,
                run(
                        module,
                        module,
                        all,
                        Map.of("RSERPOOL_MANAGEMENT_TOKEN", managementToken.text(), "JDK_JAVA_OPTIONS", options)));
    }

    private LocalProcess run(
            String module, String name, Map<String, String> settings, Map<String, String> environment) {
        var program = new JavaProgram(LocalSystem.project(), module);
        var all = new HashMap<>(program.configure(system.directory().resolve(name + ".properties"), settings));
        all.putAll(environment);
        return system.start(name, program.command(), all);
    }

    private Path crash(String module) {
        return system.directory().resolve(module + ".crash");
    }

    private String page(String module, String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(
                URI.create("http://%s:%d%s".formatted(addresses.get(module), LocalSystem.MANAGEMENT_PORT, path)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private void assertNoSecret(String where, String said) {
        secrets.assertNoneIn(where, said.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "registrar, /handlespace",
        "registrar, /q/health",
        "registrar, /q/metrics",
        "pe-sidecar, /sessions",
        "pe-sidecar, /pools",
        "pe-sidecar, /element",
        "pe-sidecar, /sessions/1/cookie",
        "pe-sidecar, /q/health",
        "pe-sidecar, /q/metrics",
        "pu-sidecar, /sessions",
        "pu-sidecar, /pools",
        "pu-sidecar, /user",
        "pu-sidecar, /q/health",
        "pu-sidecar, /q/metrics"
    })
    void noPageTellsThem(String program, String path) throws Exception {
        var said = page(
                program,
                path,
                "Authorization",
                "Bearer " + managementToken.text(),
                "X-RSerPool-Drain-Token",
                drainToken.text());
        assertNoSecret(path, said);
        if (path.equals("/pools") || path.equals("/handlespace")) {
            assertThat(said).contains(HANDLE.text());
        }
        assertNoLogTellsThem(program);
    }

    private void assertNoLogTellsThem(String program) {
        var log = programs.get(program).output();
        assertThat(log).contains(" DEBUG ");
        assertNoSecret("the log of " + program, log);
    }

    /** Commands that have the JVM tell of itself; what they tell is also in a report of a crash. */
    @ParameterizedTest
    @ValueSource(strings = {"registrar", "pe-sidecar", "pu-sidecar"})
    void theJvmDoesNotTellThem(String program) throws Exception {
        var pid = Long.toString(programs.get(program).pid());
        var commandLine = jcmd(pid, "VM.command_line");
        assertThat(commandLine).contains(ARGUMENT.text());
        assertNoSecret("the command line", commandLine);
        assertNoSecret("properties", jcmd(pid, "VM.system_properties"));
        assertNoSecret("threads", jcmd(pid, "Thread.print"));
        assertNoSecret("information of the JVM", jcmd(pid, "VM.info"));
        var histogram = jcmd(pid, "GC.class_histogram");
        assertThat(histogram).contains("java.lang.String");
        assertNoSecret("the histogram of the heap", histogram);
        assertThat(jcmd(pid, "VM.flags")).contains("ExitOnOutOfMemoryError").doesNotContain("HeapDump");
    }

    private static String jcmd(String pid, String command) throws IOException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
        var process =
                new ProcessBuilder(jcmd, pid, command).redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"registrar", "pe-sidecar", "pu-sidecar"})
    void noCrashTellsThem(String program) throws Exception {
        var crashing = programs.get(program);
        crashing.signal("SEGV");
        crashing.awaitExit(SOON.toSeconds());
        restart(program);
        var report = Files.readString(crash(program), StandardCharsets.ISO_8859_1);
        assertThat(report).contains("SIGSEGV", ARGUMENT.text());
        assertNoSecret("the report of a crash", report);
        assertNoLogTellsThem(program);
    }

    private void restart(String program) throws Exception {
        start(program);
        await().ignoreExceptions().atMost(SOON).until(() -> page(program, "/q/health/live")
                .contains("UP"));
    }

    /** Whoever writes the secret where the name of its file belongs, misspells a key or writes it on the command line. */
    @Test
    void aWrongConfigurationIsNotAnsweredWithThem() throws Exception {
        var key = Files.readString(authority.directory().resolve("element.key"));
        assertRefused("key", Map.of("rserpool.security.key-file", key));
        assertRefused("token", Map.of("rserpool.security.token-file", podToken.text()));
        assertRefused("cookies", Map.of("rserpool.pe.pools.canary.cookie-key-file", cookieKey.text()));
        assertRefused("misspelt", Map.of("rserpool.management.tokn", managementToken.text()));
    }

    private void assertRefused(String name, Map<String, String> wrong) throws Exception {
        var settings = new HashMap<>(element());
        settings.put("rserpool.address", system.elementAddress(2));
        settings.putAll(wrong);
        assertRefused(
                run("pe-sidecar", "wrong-" + name, settings, Map.of()),
                wrong.keySet().iterator().next());
    }

    private void assertRefused(LocalProcess refused, String key) throws Exception {
        assertThat(refused.awaitExit(SOON.toSeconds())).as(refused.output()).isEqualTo(WRONG);
        assertThat(refused.output()).contains(key);
        assertNoSecret(refused.name(), refused.output());
    }

    @ParameterizedTest
    @CsvSource({"rserpool.management.token", "rserpool.pe.drain-token"})
    void theyAreNotTakenFromTheCommandLine(String key) throws Exception {
        var program = new JavaProgram(LocalSystem.project(), "pe-sidecar");
        var command = new ArrayList<>(program.command());
        command.add(1, "-D" + key + "=" + managementToken.text());
        var settings = program.configure(
                system.directory().resolve(key + ".properties"),
                Map.of("rserpool.pe.pools.canary.server", "127.0.0.1:1"));
        assertRefused(system.start(key, command, settings), key);
    }

    @Test
    void aKeyThatCannotBeUsedIsNotShown() throws Exception {
        var file = system.directory().resolve("broken.key");
        var broken = Base64.getEncoder().encodeToString(podToken.bytes());
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(broken));
        var settings = new HashMap<>(element());
        settings.put("rserpool.address", system.elementAddress(2));
        settings.put("rserpool.security.key-file", file.toString());
        var refused = run("pe-sidecar", "broken", settings, Map.of());
        assertThat(refused.awaitExit(SOON.toSeconds())).isNotZero();
        assertThat(refused.output()).contains(file + " has a private key that is not one of an elliptic curve");
        assertNoSecret("broken", refused.output());
    }
}
