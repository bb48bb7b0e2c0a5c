package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigKeysTest {
    private static final ConfigKeys KEYS = new ConfigKeys(
            "program",
            "does something",
            List.of("rserpool.other."),
            List.of(
                    new ConfigKey("rserpool.x.pools.<name>.listen", "", "where"),
                    new ConfigKey("rserpool.x.pools.<name>.health.type", "tcp", "how")));

    private static List<String> problems(String... written) {
        var problems = new ConfigProblems();
        KEYS.check(List.of(written), problems);
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
    void helpHasEveryKeyWithItsDefault() {
        assertThat(KEYS.help())
                .contains("rserpool.address", "rserpool.x.pools.<name>.listen", "(must be set)", "(default: tcp)");
    }
}
