package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.Unprotected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The document's list of reasons is that of the code. With {@code -Dupdate-docs=1} it writes the document instead. */
class UnprotectedDocumentTest {
    private static final String BEGIN = "<!-- reasons -->\n";
    private static final String END = "<!-- end of reasons -->\n";

    @Test
    void everyReasonIsDocumented() throws IOException {
        var file = Path.of("../docs/configuration-sidecars.md");
        var document = Files.readString(file);
        int begin = document.indexOf(BEGIN) + BEGIN.length();
        int end = document.indexOf(END);
        assertThat(begin).isLessThanOrEqualTo(end);
        var updated = document.substring(0, begin) + table() + document.substring(end);
        if ("1".equals(System.getProperty("update-docs"))) {
            Files.writeString(file, updated);
        } else {
            assertThat(document).isEqualTo(updated);
        }
    }

    private static String table() {
        return Arrays.stream(Unprotected.values())
                .map(reason -> "| `%s` | %s |\n".formatted(reason.label(), reason.says()))
                .collect(Collectors.joining("", "\n| reason | in words |\n|---|---|\n", "\n"));
    }
}
