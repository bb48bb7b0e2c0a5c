package io.rserpool.protocol.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.protocol.Bytes;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Seeds;
import io.rserpool.protocol.session.SessionMessage.Accept;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Ending;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SessionCodecTest {
    private static final Open OPEN = new Open(
            PoolHandle.of("web"),
            new PeIdentifier(0x12345678),
            262144,
            4096,
            0xfedcba9876543210L,
            "10.0.0.1:4711",
            true,
            "");
    private static final String OPEN_HEX = "0101 12345678 0000000000040000 0000000000001000 fedcba9876543210"
            + " 0003 776562 000d 31302e302e302e313a34373131";

    private final SessionCodec codec = new SessionCodec(DecoderLimits.DEFAULT);

    /** The layout that docs/session-protocol.md describes. */
    static Stream<Arguments> layouts() {
        return Stream.of(
                Arguments.of(OPEN, OPEN_HEX),
                Arguments.of(new Accept(65536), "0102 0000000000010000"),
                Arguments.of(new Credit(0x123456789L), "0103 0000000123456789"),
                Arguments.of(new End(), "0104"),
                Arguments.of(new Ending(false), "0106 00"),
                Arguments.of(new Ending(true), "0106 01"),
                Arguments.of(new Reset(Reason.ABORTED, ""), "0105 01 0000"),
                Arguments.of(new Reset(Reason.SERVER_FAILED, "EOF"), "0105 02 0003 454f46"),
                Arguments.of(new Reset(Reason.REJECTED, "ü"), "0105 03 0002 c3bc"),
                Arguments.of(new Reset(Reason.DIVERGED, ""), "0105 04 0000"),
                Arguments.of(new Reset(Reason.UNKNOWN_ELEMENT, ""), "0105 05 0000"),
                Arguments.of(new Reset(Reason.PROTOCOL_ERROR, ""), "0105 06 0000"));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void hasThisLayout(SessionMessage message, String hex) {
        assertThat(Bytes.hex(codec.encode(message))).isEqualTo(hex.replace(" ", ""));
        assertThat(codec.decode(Bytes.of(hex))).isEqualTo(decoded(message));
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void ignoresExtensions(SessionMessage message, String hex) {
        assertThat(codec.decode(Bytes.of(hex + "7001 0003 010203 ffff 0000"))).isEqualTo(decoded(message));
    }

    /** {@link #OPEN} with what its extensions say. */
    private static Open extended(boolean movable, String id, boolean echo, boolean judgesEnds) {
        return new Open(
                OPEN.handle(),
                OPEN.identifier(),
                OPEN.credit(),
                OPEN.skip(),
                OPEN.digest(),
                OPEN.client(),
                movable,
                id,
                echo,
                judgesEnds);
    }

    private void assertExtension(Open open, String hex) {
        assertThat(Bytes.hex(codec.encode(open))).isEqualTo((OPEN_HEX + hex).replace(" ", ""));
        assertThat(codec.decode(Bytes.of(OPEN_HEX + "7001 0001 00 " + hex))).isEqualTo(decoded(open));
    }

    @Test
    void aSessionThatIsNotMovableSaysSoInAnExtension() {
        assertExtension(extended(false, "", false, false), "0001 0000");
        assertThat(codec.decode(Bytes.of(OPEN_HEX + "0001 0001"))).isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void itsIdIsAnExtension() {
        assertExtension(extended(true, "a-7", false, false), "0002 0003 612d37");
        assertThat(codec.decode(Bytes.of(OPEN_HEX + "0002 0004 612d37"))).isInstanceOf(Decoded.Bad.class);
    }

    @Test
    void thatACookiesEchoFollowsIsAnExtension() {
        assertExtension(extended(true, "", true, false), "0003 0000");
    }

    @Test
    void thatItsUserJudgesEndsIsAnExtension() {
        assertExtension(extended(true, "", false, true), "0004 0000");
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void isBadWhereverItIsCutOff(SessionMessage message, String hex) {
        var bytes = codec.encode(message);
        for (var length = 0; length < bytes.limit(); length++) {
            assertThat(codec.decode(bytes.slice(0, length))).isInstanceOf(Decoded.Bad.class);
        }
        assertThat(codec.decode(Bytes.of(hex + "0001 0004 010203"))).isInstanceOf(Decoded.Bad.class);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                            | session message of 0 bytes is cut off
            0204                          | version 2 of the session protocol
            0100                          | unknown session message 0
            0107                          | unknown session message 7
            0102ffffffffffffffff          | negative number of bytes
            0103ffffffffffffffff          | negative number of bytes
            010112345678ffffffffffffffff000000000000000000000000000000000001410000 | negative number of bytes
            0101123456780000000000000000ffffffffffffffff00000000000000000001410000 | negative number of bytes
            010112345678000000000000000000000000000000000000000000000000 0000 0000 | pool handle of 0 bytes
            """)
    void tellsWhatIsBad(String hex, String reason) {
        assertThat(codec.decode(Bytes.of(hex))).isEqualTo(new Decoded.Bad<>(reason, List.of()));
    }

    @Test
    void longPoolHandleIsBad() {
        var open = new Open(PoolHandle.of(new byte[1025]), new PeIdentifier(1), 0, 0, 0, "", true, "");

        assertThat(codec.decode(codec.encode(open)))
                .isEqualTo(new Decoded.Bad<>("pool handle of 1025 bytes", List.of()));
    }

    @Test
    void unknownReasonEndsTheSessionAllTheSame() {
        assertThat(codec.decode(Bytes.of("0105 63 0001 78"))).isEqualTo(decoded(new Reset(Reason.PROTOCOL_ERROR, "x")));
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        var reset = new Reset(Reason.ABORTED, "x" + "ü".repeat(1000));

        assertThat(codec.decode(codec.encode(reset)))
                .isEqualTo(decoded(new Reset(Reason.ABORTED, "x" + "ü".repeat(255))));
    }

    /** Details are logged: nobody writes lines of his own into a log. */
    @Test
    void controlCharactersInTextAreReplaced() {
        assertThat(codec.decode(codec.encode(new Reset(Reason.ABORTED, "a\r\nb\u001bc\u0085"))))
                .isEqualTo(decoded(new Reset(Reason.ABORTED, "a??b?c?")));
        assertThat(codec.decode(Bytes.of("0105 01 0002 c328")))
                .isEqualTo(decoded(new Reset(Reason.ABORTED, "\ufffd(")));
    }

    @Test
    void writesBehindWhatABufferHolds() {
        var target = ByteBuffer.allocateDirect(12).put((byte) 7);

        codec.encode(new Credit(1), target);

        assertThat(Bytes.hex(target.flip())).isEqualTo("0701030000000000000001");
        assertThatThrownBy(() -> codec.encode(OPEN, target.clear().position(1)))
                .isInstanceOf(BufferOverflowException.class);
        assertThat(target.position()).isEqualTo(1);
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new Credit(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.encode(new Accept(-1)));
    }

    @Test
    void openComesBack() {
        Seeds.run(1000, random -> {
            var open = open(random);
            assertThat(codec.decode(codec.encode(open))).isEqualTo(decoded(open));
        });
    }

    private static Open open(Random random) {
        var client = random.ints(random.nextInt(SessionCodec.MAX_TEXT + 1), ' ', '~' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        var handle = new byte[random.nextInt(1, 33)];
        random.nextBytes(handle);
        return new Open(
                PoolHandle.of(handle),
                new PeIdentifier(random.nextInt()),
                amount(random),
                amount(random),
                random.nextLong(),
                client,
                random.nextBoolean(),
                "%x"
                        .formatted(random.nextInt() >>> random.nextInt(Integer.SIZE))
                        .repeat(random.nextInt(9)),
                random.nextBoolean(),
                random.nextBoolean());
    }

    private static long amount(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            default -> random.nextLong() & Long.MAX_VALUE;
        };
    }

    @Test
    void anyBytesAreHarmless() {
        Seeds.run(5000, random -> {
            var bytes = new byte[random.nextInt(100)];
            random.nextBytes(bytes);
            assertThat(codec.decode(ByteBuffer.wrap(bytes))).isNotNull();
            if (bytes.length > 1) {
                bytes[0] = SessionCodec.VERSION;
                bytes[1] = (byte) (bytes[1] & 7);
                assertThat(codec.decode(ByteBuffer.wrap(bytes))).isNotNull();
            }
        });
    }

    private static Decoded<SessionMessage> decoded(SessionMessage message) {
        return new Decoded.Message<>(message, List.of());
    }
}
