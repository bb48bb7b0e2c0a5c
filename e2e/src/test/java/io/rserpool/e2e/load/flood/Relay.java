package io.rserpool.e2e.load.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Lets one client appear at any number of ports of an address, as a router with address translation does. */
final class Relay implements AutoCloseable {
    private static final int LONGEST = 1 << 16;

    private final Selector selector = Selector.open();
    private final SocketAddress client;
    private final SocketAddress server;
    private final Thread thread;
    private volatile boolean closing;

    Relay(SocketAddress client, SocketAddress server) throws IOException {
        this.client = client;
        this.server = server;
        thread = Thread.ofPlatform().daemon().name("relay").start(this::run);
    }

    /** Another port; what the client sends there goes to the server from there. */
    InetSocketAddress open(InetAddress host) {
        try {
            var channel = DatagramChannel.open().bind(new InetSocketAddress(host, 0));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ);
            selector.wakeup();
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() {
        var packet = ByteBuffer.allocateDirect(LONGEST);
        try {
            while (!closing) {
                selector.select(key -> pass((DatagramChannel) key.channel(), packet));
            }
            while (selector.selectNow(key -> pass((DatagramChannel) key.channel(), packet)) > 0) {
                // The client's last words.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was sent before is passed on; the ports stay as long as the process. */
    @Override
    public void close() throws InterruptedException {
        closing = true;
        selector.wakeup();
        thread.join();
    }

    private void pass(DatagramChannel channel, ByteBuffer packet) {
        try {
            var from = channel.receive(packet.clear());
            if (from != null) {
                channel.send(packet.flip(), from.equals(client) ? server : client);
            }
        } catch (IOException e) {
            // As good as lost on the way.
        }
    }
}
