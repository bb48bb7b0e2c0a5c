package io.rserpool.program.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusReportsTest {
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();

    private Optional<StatusReports> start(Optional<String> server) {
        return StatusReports.start(
                key -> key.equals("rserpool.csp.server") ? server : Optional.empty(),
                (interval, task) -> later.add(task),
                isLast -> List.of(ByteBuffer.wrap(new byte[] {(byte) (isLast ? 1 : 0)})));
    }

    @Test
    void withoutServerNothingIsSent() {
        assertThat(start(Optional.empty())).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void reportsAgainAndAgainAndSaysGoodBye() throws IOException {
        try (var server = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(10_000);
            var reports =
                    start(Optional.of("127.0.0.1:" + server.getLocalPort())).orElseThrow();
            assertThat(receive(server)).isZero();
            later.remove().run();
            assertThat(receive(server)).isZero();
            reports.stop();
            assertThat(receive(server)).isEqualTo(1);
            later.remove().run();
            assertThat(later).isEmpty();
        }
    }

    private static int receive(DatagramSocket server) throws IOException {
        var packet = new DatagramPacket(new byte[8], 8);
        server.receive(packet);
        return packet.getData()[0];
    }
}
