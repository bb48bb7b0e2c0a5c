package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quotation without the tag that was sent proves nothing. */
class SentTagsTest {
    private static final int OURS = 0x11111111;
    private static final int PEERS = 0x22222222;
    private static final int OTHER = 0x33333333;

    private final SentTags tags = new SentTags();

    private static ByteBuffer packet(int tag, int chunk, int initiateTag) {
        var packet = ByteBuffer.allocate(32).putInt(4, tag);
        return packet.put(Packet.HEADER, (byte) chunk).putInt(Packet.HEADER + 4, initiateTag);
    }

    private void send(int tag, int chunk, int initiateTag) {
        tags.sent(tag, packet(tag, chunk, initiateTag), Packet.HEADER);
    }

    private boolean proved(int tag, int chunk, int initiateTag) {
        return tags.areIn(packet(tag, chunk, initiateTag));
    }

    @Test
    void nothingSentProvesNothing() {
        assertThat(proved(0, Packet.INIT, 0)).isFalse();
        assertThat(proved(PEERS, Packet.DATA, 0)).isFalse();
        assertThat(proved(0, Packet.DATA, 0)).isFalse();
    }

    @Test
    void anInitIsKnownByItsInitiateTagUntilItIsAnswered() {
        send(0, Packet.INIT, OURS);
        assertThat(proved(0, Packet.INIT, OURS)).isTrue();
        assertThat(proved(0, Packet.INIT, OTHER)).isFalse();
        assertThat(proved(0, Packet.DATA, OURS)).isFalse();
        assertThat(tags.areIn(packet(0, Packet.INIT, OURS).limit(Packet.HEADER + 4)))
                .isFalse();
        assertThat(tags.areIn(packet(0, Packet.INIT, OURS).limit(Packet.HEADER)))
                .isFalse();
        send(PEERS, Packet.COOKIE_ECHO, 0);
        assertThat(proved(0, Packet.INIT, OURS)).isFalse();
    }

    @Test
    void laterPacketsAreKnownByTheirVerificationTag() {
        send(PEERS, Packet.COOKIE_ECHO, 0);
        assertThat(proved(PEERS, Packet.DATA, 0)).isTrue();
        assertThat(tags.areIn(packet(PEERS, Packet.DATA, 0).limit(Packet.HEADER)))
                .isTrue();
        assertThat(proved(OTHER, Packet.DATA, 0)).isFalse();
        assertThat(proved(0, Packet.DATA, 0)).isFalse();
    }

    /** Its tag is the choice of whoever sent the packet that it answers. */
    @ParameterizedTest
    @ValueSource(ints = {Packet.INIT_ACK, Packet.ABORT, Packet.ERROR, Packet.SHUTDOWN_COMPLETE})
    void anAnswerToAnybodyProvesNothing(int chunk) {
        send(PEERS, Packet.SACK, 0);
        send(OTHER, chunk, 0);
        assertThat(proved(OTHER, chunk, 0)).isFalse();
        assertThat(proved(PEERS, Packet.DATA, 0)).isTrue();
    }

    /** The peer has restarted and made a new association in place of the old one. */
    @Test
    void theLastTagCounts() {
        send(PEERS, Packet.SACK, 0);
        send(OTHER, Packet.COOKIE_ACK, 0);
        assertThat(proved(PEERS, Packet.SACK, 0)).isFalse();
        assertThat(proved(OTHER, Packet.SACK, 0)).isTrue();
    }
}
