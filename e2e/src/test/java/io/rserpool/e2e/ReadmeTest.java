package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What README shows is what runs. */
class ReadmeTest {
    private static final Path PROJECT = LocalSystem.project();
    private static final Pattern LINK = Pattern.compile("]\\(([^):]+)\\)");

    private static String readme() throws IOException {
        return Files.readString(PROJECT.resolve("README.md"));
    }

    @Test
    void showsThePoolThatTheTestsApply() throws IOException {
        assertThat(readme()).contains("```yaml\n" + Files.readString(PROJECT.resolve("examples/pool.yaml")) + "```");
    }

    @Test
    void itsLinksLeadSomewhere() throws IOException {
        assertThat(LINK.matcher(readme()).results().map(link -> PROJECT.resolve(link.group(1))))
                .isNotEmpty()
                .allMatch(Files::exists);
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
