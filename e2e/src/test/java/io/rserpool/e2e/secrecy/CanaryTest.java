package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryTest {
    private final Canary canary = Canary.drawn("canary");

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ab", "abc", "abcd"})
    void itIsFoundInEveryForm(String before) {
        var text = before + canary.text() + "after";
        for (var charset :
                new Charset[] {StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            assertThat(canary.isIn(text.getBytes(charset))).isTrue();
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(canary.isIn(HexFormat.of().formatHex(bytes))).isTrue();
        assertThat(canary.isIn(HexFormat.of().withUpperCase().formatHex(bytes))).isTrue();
        assertThat(canary.isIn(Base64.getEncoder().encodeToString(bytes))).isTrue();
    }

    @Test
    void noOtherIs() {
        assertThat(canary.isIn(Canary.drawn("canary").bytes())).isFalse();
    }
}
