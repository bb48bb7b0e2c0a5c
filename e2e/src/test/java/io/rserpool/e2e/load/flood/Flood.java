package io.rserpool.e2e.load.flood;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** Sends datagrams from many ports of one address, as many in a second as are asked for if the machine can, whatever comes back. */
final class Flood {
    private static final int PORTS = 500;
    private static final int PER_SECOND = 20_000;

    private final List<DatagramChannel> sockets = new ArrayList<>();
    private final InetSocketAddress target;
    private final IntFunction<byte[]> datagrams;
    private final int count;

    /**
     * @param datagrams the first, the second…
     * @param count of them
     */
    Flood(InetAddress from, InetSocketAddress target, IntFunction<byte[]> datagrams, int count) {
        this.target = target;
        this.datagrams = datagrams;
        this.count = count;
        try {
            for (int i = 0; i < PORTS; i++) {
                sockets.add(DatagramChannel.open().bind(new InetSocketAddress(from, 0)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Begins; how many seconds it took is told at its end. */
    CompletableFuture<Double> start() {
        var over = new CompletableFuture<Double>();
        Thread.ofPlatform().daemon().name("flood").start(() -> {
            try {
                over.complete(send());
            } catch (IOException | RuntimeException e) {
                over.completeExceptionally(e);
            }
        });
        return over;
    }

    private double send() throws IOException {
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            sockets.get(i % PORTS).send(ByteBuffer.wrap(datagrams.apply(i)), target);
            LockSupport.parkNanos(begun + i * 1_000_000_000L / PER_SECOND - System.nanoTime());
        }
        for (var socket : sockets) {
            socket.close();
        }
        return (System.nanoTime() - begun) / 1e9;
    }
}
