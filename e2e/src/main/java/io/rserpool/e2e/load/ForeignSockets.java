package io.rserpool.e2e.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sockets of others in the network namespace: connections that idle, and those that are over and that the kernel remembers (TIME-WAIT).
 * They cost nobody anything, unless he looks at all sockets there are.
 */
public final class ForeignSockets implements AutoCloseable {
    /** How long Linux remembers a connection: TCP_TIMEWAIT_LEN. */
    private static final Duration REMEMBERED = Duration.ofSeconds(60);

    /** One pair of addresses and a port has fewer connections than there are ephemeral ports. */
    private static final int MOST_PER_LISTENER = 4_000;

    private record Remembered(long since, int count) {}

    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final List<SocketChannel> idle = new ArrayList<>();
    private final ArrayDeque<Remembered> remembered = new ArrayDeque<>();
    private final InetAddress address;
    private final int timeWaits;
    private int connections;

    /**
     * Opens them.
     *
     * @param address a loopback address that is used for nothing else
     * @param idle how many sockets idle, two for each connection
     * @param timeWaits how many connections are remembered, of which each has one socket
     */
    public ForeignSockets(String address, int idle, int timeWaits) throws IOException {
        this.address = InetAddress.ofLiteral(address);
        this.timeWaits = timeWaits;
        for (int i = 0; i < idle / 2; i++) {
            var pair = pair();
            this.idle.add(pair.client);
            this.idle.add(pair.server);
        }
        keepUp(Duration.ZERO);
    }

    /** Sees to it that as many connections as wished are remembered for a while yet. */
    public void keepUp(Duration ahead) throws IOException {
        long now = System.nanoTime();
        remembered.removeIf(each -> now - each.since > REMEMBERED.toNanos());
        int forgottenSoon = remembered.stream()
                .filter(each -> now + ahead.toNanos() - each.since > REMEMBERED.toNanos())
                .mapToInt(Remembered::count)
                .sum();
        int before = remembered();
        int missing = timeWaits + forgottenSoon - before;
        // A connection between ports that are remembered is forgotten for the new one, so some count for nothing.
        for (int lacking = missing; lacking > 0; lacking = timeWaits + forgottenSoon - remembered()) {
            remember(lacking);
        }
        if (missing > 0) {
            remembered.addLast(new Remembered(now, missing));
        }
    }

    private void remember(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var pair = pair();
            // Whoever ends first is the one that remembers.
            pair.server.close();
            pair.client.close();
        }
    }

    /** How many connections the kernel remembers in this namespace. */
    private static int remembered() throws IOException {
        var match = Pattern.compile("TCP: .* tw (\\d+)").matcher(Files.readString(Path.of("/proc/net/sockstat")));
        return match.find() ? Integer.parseInt(match.group(1)) : 0;
    }

    private record Pair(SocketChannel client, SocketChannel server) {}

    private Pair pair() throws IOException {
        if (connections++ % MOST_PER_LISTENER == 0) {
            listeners.addLast(
                    ServerSocketChannel.open(StandardProtocolFamily.INET).bind(new InetSocketAddress(address, 0)));
        }
        var listener = listeners.getLast();
        var client = SocketChannel.open(StandardProtocolFamily.INET);
        client.connect(listener.getLocalAddress());
        return new Pair(client, listener.accept());
    }

    @Override
    public void close() throws IOException {
        for (var socket : idle) {
            socket.close();
        }
        for (var listener : listeners) {
            listener.close();
        }
    }
}
