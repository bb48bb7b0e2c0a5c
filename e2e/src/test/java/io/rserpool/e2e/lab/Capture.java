package io.rserpool.e2e.lab;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** The packets between the lab's hosts, and tshark's opinion about them. */
public final class Capture {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
    private static final Duration CATCHES_UP_WITHIN = Duration.ofSeconds(30);
    private static final long STOPS_WITHIN = 10;
    private static final int DISCARD_PORT = 9;

    private final Path file;
    private final LocalProcess dumpcap;

    private Capture(Path file, LocalProcess dumpcap) {
        this.file = file;
        this.dumpcap = dumpcap;
    }

    /** Starts to capture; every packet sent after it returned is captured. */
    static Capture start(Path directory) {
        var file = directory.resolve("packets.pcap");
        // SACKs, heartbeats and the like are as much part of it: they say why something came late.
        var command = List.of("dumpcap", "-q", "-P", "-i", LabHost.SEGMENT, "-w", file.toString());
        var dumpcap = LocalProcess.start("dumpcap", directory.resolve("dumpcap.log"), command, Map.of());
        await().atMost(STARTS_WITHIN).until(() -> dumpcap.output().contains("File: "));
        return new Capture(file, dumpcap);
    }

    void stop() {
        dumpcap.terminate();
        try {
            dumpcap.awaitExit(STOPS_WITHIN);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException("dumpcap does not end: " + dumpcap.output(), e);
        }
    }

    /** Waits until everything sent so far is in the file: dumpcap writes it late, and in pieces. */
    private void catchUp() {
        long position = file.toFile().length();
        var marker = "marker " + System.nanoTime();
        broadcast(marker);
        await().atMost(CATCHES_UP_WITHIN).until(() -> contains(marker, position));
    }

    private static void broadcast(String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        try (var socket = new DatagramSocket()) {
            socket.setBroadcast(true);
            var to = new InetSocketAddress(LabHost.BROADCAST_ADDRESS, DISCARD_PORT);
            socket.send(new DatagramPacket(bytes, bytes.length, to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean contains(String text, long position) throws IOException {
        try (var input = new FileInputStream(file.toFile())) {
            input.skipNBytes(position);
            // One char per byte; the marker is plain ASCII.
            return new String(input.readAllBytes(), StandardCharsets.ISO_8859_1).contains(text);
        }
    }

    /**
     * What is wrong with the messages: everything malformed, and every note, warning or error of a protocol above
     * transport. Notes and warnings about SCTP, UDP and TCP themselves do not count: that a packet was sent again, or that
     * a port was tried in vain, is a matter of time and of killed processes, not of messages.
     */
    public List<String> problems() {
        // ICMP messages quote the beginning of packets, which looks malformed.
        return new Findings(tshark("-V", "-Y", "(_ws.malformed or _ws.expert) and not icmp")).problems();
    }

    /**
     * Packets in order.
     *
     * @param filter a display filter, such as {@code asap.message_type == 1}
     * @param fields such as {@code ip.src}, at least one
     * @return for each packet its fields, separated by tabs; a field that occurs several times is separated by commas
     */
    public List<String> packets(String filter, String... fields) {
        var arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields"));
        for (var field : fields) {
            arguments.addAll(List.of("-e", field));
        }
        return tshark(arguments.toArray(String[]::new)).lines().toList();
    }

    private String tshark(String... arguments) {
        catchUp();
        var command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(List.of(arguments));
        // 2: the last packet is not complete, of those that follow.
        return Shell.script("\"$@\" 2>/dev/null || [ $? = 2 ]", command.toArray(String[]::new));
    }
}
