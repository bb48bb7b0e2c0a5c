package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What README shows is what runs. */
class ReadmeTest {
    private static final Path PROJECT = LocalSystem.project();
    private static final Pattern LINK = Pattern.compile("]\\(([^):#]*)(?:#([^)]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    private static String readme() throws IOException {
        return Files.readString(PROJECT.resolve("README.md"));
    }

    @Test
    void showsThePoolThatTheTestsApply() throws IOException {
        assertThat(readme()).contains("```yaml\n" + Files.readString(PROJECT.resolve("examples/pool.yaml")) + "```");
    }

    /** Its own, and those of the documents that it leads to. */
    @Test
    void itsLinksLeadSomewhere() throws IOException {
        var lost = new ArrayList<String>();
        try (var documents = Files.walk(PROJECT.resolve("docs"))) {
            var all = Stream.concat(
                            Stream.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md")),
                            documents.filter(file -> file.toString().endsWith(".md")))
                    .toList();
            for (var document : all) {
                for (var link :
                        LINK.matcher(Files.readString(document)).results().toList()) {
                    var path = link.group(1);
                    var target = path.isEmpty() ? document : document.resolveSibling(path);
                    if (!Files.exists(target) || !hasHeading(target, link.group(2))) {
                        lost.add(PROJECT.relativize(document) + ": " + link.group());
                    }
                }
            }
            assertThat(all).hasSizeGreaterThan(20);
        }
        assertThat(lost).isEmpty();
    }

    /** As GitHub names headings: in lower case, without punctuation, spaces being hyphens. */
    private static boolean hasHeading(Path document, @Nullable String anchor) throws IOException {
        return anchor == null
                || HEADING.matcher(Files.readString(document))
                        .results()
                        .map(heading -> heading.group(1)
                                .toLowerCase(Locale.ROOT)
                                .replaceAll("[^\\w\\- ]", "")
                                .replace(' ', '-'))
                        .anyMatch(anchor::equals);
    }

    @Test
    void itsCommandsAreThere() throws IOException {
        var words = Pattern.compile("(?m)^(?:```sh\n| {4})?((?:\\./|scripts/|images/|e2e/)[\\w./-]+)")
                .matcher(readme())
                .results()
                .map(word -> PROJECT.resolve(word.group(1)));
        assertThat(words).isNotEmpty().allMatch(Files::isExecutable);
    }
}
