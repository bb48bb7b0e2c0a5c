package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyTableTest {
    private static final KeyRows ROWS = new KeyRows("x");

    static {
        ROWS.add(Key.required("rserpool.x.pools.<name>.listen", ValueRange.text(), "where; see [there](a.md)"));
        ROWS.add(Key.of(
                        "rserpool.x.pools.<name>.health.type",
                        ValueRange.names(TimerProfile.class),
                        "fast",
                        "how: `fast` is best")
                .live());
    }

    private static final KeyTable TABLE = new KeyTable(
            "program",
            "does something",
            List.of("rserpool.other."),
            List.of(CommonKeys.ROWS, ROWS),
            List.of(),
            (values, problems) -> {});

    private static List<String> values(String key, String value) {
        var problems = new ConfigProblems();
        TABLE.check(name -> key.equals(name) ? Optional.of(value) : Optional.empty(), problems);
        return problems.list().stream().map(ConfigProblem::line).toList();
    }

    /** Whoever writes the secret where the name of its file belongs is not shown it; a path that leads nowhere is shown. */
    @Test
    void whatMayBeASecretIsNotShown(@TempDir Path folder) {
        for (var secret : List.of(
                "-----BEGIN PRIVATE KEY-----\nMIG/", "eyJhbGciOiJ", "c2VjcmV0/c2VjcmV0", "/c2VjcmV0", "nothing\0")) {
            assertThat(values("rserpool.security.key-file", secret))
                    .containsExactly(
                            "rserpool.security.key-file=… is not allowed; allowed: a file in a directory that exists");
        }
        assertThat(values("rserpool.security.key-file", folder.resolve("key").toString()))
                .isEmpty();
    }

    @Test
    void secretsAreNotTakenFromTheCommandLine() {
        var problems = new ConfigProblems();
        TABLE.checkCommandLine(Set.of("rserpool.management.token", "rserpool.security.key-file"), problems);
        assertThat(problems.list().stream().map(ConfigProblem::line))
                .singleElement()
                .asString()
                .startsWith(
                        "rserpool.management.token=… is not allowed; allowed: a value from a file or the environment");
    }

    private static List<String> problems(String... written) {
        var problems = new ConfigProblems();
        TABLE.checkNames(List.of(written), problems);
        return problems.list().stream().map(ConfigProblem::line).toList();
    }

    @Test
    void knownKeysAndThoseOfOtherProgramsAreFine() {
        assertThat(problems(
                        "rserpool.address",
                        "rserpool.x.pools.files.listen",
                        "rserpool.x.pools.\"a.b\".health.type",
                        "rserpool.other.anything",
                        "java.home"))
                .isEmpty();
    }

    @Test
    void aMisspeltKeyIsAnsweredWithTheNearestOne() {
        assertThat(problems("rserpool.x.pools.files.lisen"))
                .singleElement()
                .asString()
                .contains("rserpool.x.pools.files.lisen")
                .contains("did you mean rserpool.x.pools.files.listen?");
        assertThat(problems("rserpool.timer-profil")).singleElement().asString().contains("rserpool.timer-profile?");
    }

    @Test
    void aKeyAtTheWrongPlaceIsAnsweredWithWhereItBelongs() {
        assertThat(problems("rserpool.x.listen"))
                .singleElement()
                .asString()
                .contains("rserpool.x.pools.<name>.listen?");
    }

    @Test
    void helpHasEveryKeyWithItsDefaultAndWithoutMarkup() {
        assertThat(TABLE.help())
                .contains(
                        "rserpool.address",
                        "rserpool.x.pools.<name>.listen\n      (must be set) where; see there; text")
                .contains("health.type *\n      (default: fast) how: fast is best; fast, rsplib, rfc");
    }

    @Test
    void aDocumentGetsTheTablesBetweenItsMarkers() {
        var document =
                "a\n<!-- keys: common -->\n<!-- end of keys -->\nb\n<!-- keys: x -->\nold\n<!-- end of keys -->\nc\n";
        assertThat(KeyDocument.update(document, TABLE))
                .startsWith("a\n<!-- keys: common -->\n\n| key | value | default | meaning |\n")
                .contains("b\n<!-- keys: x -->\n\n| key |")
                .contains("| `rserpool.x.pools.<name>.listen` | text | must be set | where; see [there](a.md) |\n")
                .contains("| fast, rsplib, rfc | fast | **live:** how: `fast` is best |\n\n<!-- end of keys -->\nc\n")
                .doesNotContain("old");
    }

    @Test
    void aDocumentWithoutAPlaceForASectionIsRefused() {
        assertThatThrownBy(() -> KeyDocument.update("nothing", TABLE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("common");
    }
}
