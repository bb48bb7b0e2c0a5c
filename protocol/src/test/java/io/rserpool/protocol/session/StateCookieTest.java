package io.rserpool.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Seeds;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateCookieTest {
    private static final StateCookie COOKIE =
            new StateCookie(3, 1000, 4096, PoolHandle.of("shop"), "a-7", ByteBuffer.wrap(new byte[] {1, 2}));

    /** The layout that docs/session-protocol.md describes. */
    private static final String HEX =
            "52534331 0000000000000003 00000000000003e8 0000000000001000" + " 04 73686f70 03 612d37 0102";

    @Test
    void hasThisLayout() {
        assertThat(Bytes.hex(COOKIE.encode())).isEqualTo(HEX.replace(" ", ""));
        assertThat(StateCookie.decode(Bytes.of(HEX))).isEqualTo(decoded(COOKIE));
    }

    @Test
    void everyoneCanReadASignedOne() {
        // 39 bytes, padding, and a code that is not looked at.
        assertThat(StateCookie.decodeSigned(Bytes.of("00000027" + HEX + "00 aabb")))
                .isEqualTo(decoded(COOKIE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                 | cookie of 0 bytes
            000000             | cookie of 3 bytes
            00000002 52        | cookie of 5 bytes is cut off
            ffffffff 52534331  | cookie of 8 bytes is cut off
            00000002 5253      | state of a session, of 2 bytes, is cut off
            """)
    void aSignedOneThatIsNoneSaysWhy(String hex, String reason) {
        assertThat(StateCookie.decodeSigned(Bytes.of(hex))).isEqualTo(new Decoded.Bad<>(reason, List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            52534332 0000000000000003 00000000000003e8 0000000000001000 0473686f70 03612d37 | no state of a session
            52534331 0000000000000000 00000000000003e8 0000000000001000 0473686f70 03612d37 | negative number in a state of a session
            52534331 0000000000000003 ffffffffffffffff 0000000000001000 0473686f70 03612d37 | negative number in a state of a session
            52534331 0000000000000003 00000000000003e8 ffffffffffffffff 0473686f70 03612d37 | negative number in a state of a session
            52534331 0000000000000003 00000000000003e8 0000000000001000 00         03612d37 | state of a session without a pool handle
            """)
    void tellsWhatIsBad(String hex, String reason) {
        assertThat(StateCookie.decode(Bytes.of(hex))).isEqualTo(new Decoded.Bad<>(reason, List.of()));
    }

    @Test
    void isBadWhereverItsHeadIsCutOff() {
        var bytes = COOKIE.encode();
        for (var length = 0; length < bytes.limit() - 2; length++) {
            assertThat(StateCookie.decode(bytes.slice(0, length))).isInstanceOf(Decoded.Bad.class);
        }
    }

    @Test
    void anyBytesAreReadWithoutHarm() {
        Seeds.run(1000, random -> {
            var bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            assertThat(StateCookie.decode(ByteBuffer.wrap(bytes))).isNotNull();
            assertThat(StateCookie.decodeSigned(ByteBuffer.wrap(bytes))).isNotNull();
        });
    }

    @Test
    void aLongPoolHandleIsRefused() {
        var cookie = new StateCookie(1, 0, 0, PoolHandle.of(new byte[256]), "", ByteBuffer.allocate(0));
        assertThatIllegalArgumentException().isThrownBy(cookie::encode);
    }

    private static Decoded<StateCookie> decoded(StateCookie cookie) {
        return new Decoded.Message<>(cookie, List.of());
    }
}
