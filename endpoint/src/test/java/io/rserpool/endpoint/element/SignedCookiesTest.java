package io.rserpool.endpoint.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.session.SessionLimits;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SignedCookiesTest {
    private final SignedCookies cookies = new SignedCookies("0123456789abcdef".getBytes());

    @Test
    void whatIsSignedIsVerifiedWhateverItsLength() {
        for (int length = 1; length < 70; length++) {
            var state = new byte[length];
            new Random(length).nextBytes(state);
            var cookie = cookies.sign(ByteBuffer.wrap(state));
            assertThat(cookie.remaining() % 4).isZero();
            assertThat(cookies.verify(cookie)).contains(ByteBuffer.wrap(state));
        }
    }

    @Test
    void aChangedBitAnywhereIsFound() {
        var cookie = cookies.sign(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}));
        for (int bit = 0; bit < cookie.remaining() * 8; bit++) {
            var changed = cookie.array().clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(cookies.verify(ByteBuffer.wrap(changed))).isEmpty();
        }
        for (int length = 0; length < cookie.remaining(); length++) {
            assertThat(cookies.verify(cookie.slice(0, length))).isEmpty();
        }
    }

    @Test
    void anotherPoolsCookieIsNotTaken() {
        var others = new SignedCookies("fedcba9876543210".getBytes());
        assertThat(cookies.verify(others.sign(ByteBuffer.allocate(8)))).isEmpty();
    }

    @Test
    void shortKeysAndStatesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new SignedCookies(new byte[15])).hasMessageContaining("15 bytes is too short");
        assertThatThrownBy(() -> cookies.sign(ByteBuffer.allocate(0))).hasMessageContaining("0 bytes");
        assertThat(cookies.sign(ByteBuffer.allocate(59_964)).remaining()).isEqualTo(SessionLimits.MAX_COOKIE);
        assertThatThrownBy(() -> cookies.sign(ByteBuffer.allocate(59_965))).hasMessageContaining("59965 bytes");
    }
}
