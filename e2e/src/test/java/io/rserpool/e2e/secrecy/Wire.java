package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A capture of loopback. */
final class Wire {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int DISCARD_PORT = 9;

    private final Path file;
    private final LocalProcess tcpdump;

    private Wire(Path file, LocalProcess tcpdump) {
        this.file = file;
        this.tcpdump = tcpdump;
    }

    /**
     * Starts it; every packet sent after it returned is captured.
     *
     * @param filter of tcpdump
     */
    static Wire tap(Path directory, String filter) {
        var file = directory.resolve("packets.pcap");
        var command = List.of(
                "tcpdump",
                "-i",
                "lo",
                "-n",
                "-U",
                "-Z",
                "root",
                "-B",
                "65536",
                "-s",
                "0",
                "-w",
                file.toString(),
                filter);
        var tcpdump = LocalProcess.start("tcpdump", directory.resolve("tcpdump.log"), command, Map.of());
        await().atMost(SOON).until(() -> tcpdump.output().contains("listening on"));
        return new Wire(file, tcpdump);
    }

    /** Ends it, once everything that was sent is there, and nothing was missed. */
    List<Packet> packets() throws Exception {
        var marker = Canary.drawn("marker");
        send(marker);
        await().atMost(SOON).until(() -> marker.isIn(Files.readAllBytes(file)));
        tcpdump.terminate();
        tcpdump.awaitExit(SOON.toSeconds());
        assertThat(tcpdump.output()).contains("\n0 packets dropped by kernel");
        return Packet.of(Files.readAllBytes(file));
    }

    private static void send(Canary marker) throws IOException {
        var bytes = marker.text().getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), DISCARD_PORT));
        }
    }
}
