package io.rserpool.transport.sctp.usrsctp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Passes packets between one client and a server, or not. */
final class UdpRelay implements AutoCloseable {
    private final DatagramSocket toClient;
    private final DatagramSocket toServer;
    private volatile SocketAddress client;
    private volatile boolean open = true;
    private volatile IntPredicate passes = packet -> true;
    private volatile Consumer<byte[]> watch = packet -> {};
    private int packets;
    private int dropped;

    UdpRelay(InetSocketAddress server) throws IOException {
        toClient = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        toServer = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        Thread.ofPlatform().daemon().start(() -> pump(toClient, toServer, server));
        Thread.ofPlatform().daemon().start(() -> pump(toServer, toClient, null));
    }

    InetSocketAddress address() {
        return (InetSocketAddress) toClient.getLocalSocketAddress();
    }

    /** Whether packets pass at all. */
    void open(boolean passing) {
        open = passing;
    }

    /** Which packets pass, by their number. */
    void filter(IntPredicate filter) {
        passes = filter;
    }

    /** Sees what the client sends. */
    void watch(Consumer<byte[]> watcher) {
        watch = watcher;
    }

    /** Sends something to the server as if it came from the client. */
    void inject(byte[] packet, InetSocketAddress server) throws IOException {
        toServer.send(new DatagramPacket(packet, packet.length, server));
    }

    /** Packets that did not pass. */
    synchronized int dropped() {
        return dropped;
    }

    private synchronized boolean passes() {
        boolean passing = open && passes.test(packets++);
        dropped += passing ? 0 : 1;
        return passing;
    }

    private void pump(DatagramSocket from, DatagramSocket to, SocketAddress target) {
        var packet = new DatagramPacket(new byte[65_536], 65_536);
        while (!from.isClosed()) {
            try {
                packet.setLength(65_536);
                from.receive(packet);
                if (target != null) {
                    client = packet.getSocketAddress();
                    watch.accept(Arrays.copyOf(packet.getData(), packet.getLength()));
                }
                if (passes()) {
                    to.send(new DatagramPacket(packet.getData(), packet.getLength(), target == null ? client : target));
                }
            } catch (IOException e) {
                if (!from.isClosed() && !to.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    @Override
    public void close() {
        toClient.close();
        toServer.close();
    }
}
