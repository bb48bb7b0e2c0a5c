package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CookieKeysTest {
    @TempDir
    private Path directory;

    private String file(String text) throws Exception {
        return Files.writeString(directory.resolve("keys"), text).toString();
    }

    @Test
    void eachLineIsAKey() throws Exception {
        var keys = CookieKeys.read(file("0123456789abcdef\n\nfedcba98765432100\r\n"));
        assertThat(keys).hasSize(2);
        assertThat(keys.getFirst()).hasSize(16);
        assertThat(keys.getLast()).hasSize(17);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "0123456789abcde", "0123456789abcdef\nshort"})
    void whatIsNoKeyIsRefused(String text) throws Exception {
        var path = file(text);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CookieKeys.read(path))
                .withMessageNotContaining("0123");
    }

    @Test
    void tooMuchIsRefused() throws Exception {
        var many = file("0123456789abcdef\n".repeat(9));
        assertThatIllegalArgumentException().isThrownBy(() -> CookieKeys.read(many));
        var longer = file("x".repeat(1025));
        assertThatIllegalArgumentException().isThrownBy(() -> CookieKeys.read(longer));
        var huge = file("x".repeat(100_000));
        assertThatIllegalArgumentException().isThrownBy(() -> CookieKeys.read(huge));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CookieKeys.read(directory.resolve("none").toString()))
                .withMessageContaining("none");
        assertThatIllegalArgumentException().isThrownBy(() -> CookieKeys.read("\0"));
    }
}
