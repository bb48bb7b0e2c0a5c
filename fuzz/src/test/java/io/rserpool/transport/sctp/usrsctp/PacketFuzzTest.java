package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.rserpool.fuzz.Corpus;
import io.rserpool.fuzz.Cost;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.MethodSource;

/** What the transport itself reads of SCTP packets: any bytes, as received and as sent. */
class PacketFuzzTest {
    private static final int ALLOCATED_PER_BYTE = 256;

    static Stream<byte[]> corpus() {
        return Corpus.of("packets");
    }

    @MethodSource("corpus")
    @FuzzTest(maxDuration = "2h")
    void packets(byte[] bytes) {
        if (bytes.length < Packet.SHORTEST) {
            return; // dropped before anything is read
        }
        try (var cost = Cost.ofInput(bytes.length, ALLOCATED_PER_BYTE)) {
            var crc = new CRC32C();
            var packet = ByteBuffer.wrap(bytes.clone());
            Packet.seal(crc, packet);
            assertThat(Packet.checksumMatches(crc, packet)).isTrue();
            var answer = ByteBuffer.allocate(64);
            if (Packet.outOfTheBlue(packet, answer)) {
                assertThat(answer.remaining()).isLessThanOrEqualTo(bytes.length);
                assertThat(Packet.outOfTheBlue(answer, ByteBuffer.allocate(64))).isFalse();
            }
            var outstanding = new Outstanding();
            outstanding.sent(packet, Packet.HEADER, packet.limit(), 1);
            outstanding.received(packet, 2);
            assertThat(outstanding.smoothedRtt()).isBetween(0L, 1L);
        }
    }
}
