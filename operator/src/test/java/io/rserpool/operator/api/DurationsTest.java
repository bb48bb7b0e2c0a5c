package io.rserpool.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"30s,PT30S", "500ms,PT0.5S", "1m30s,PT1M30S", "2h,PT2H", "0s,PT0S"})
    void asKubernetesWritesThem(String text, String iso) {
        assertThat(Durations.parse(text)).hasToString(iso);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "PT30S", "1d", "9999999s"})
    void othersAreRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessageContaining("30s");
    }
}
