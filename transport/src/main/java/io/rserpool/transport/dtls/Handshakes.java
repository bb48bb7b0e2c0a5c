package io.rserpool.transport.dtls;

import io.rserpool.transport.loop.EventLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The handshakes under way: how many there may be, and what becomes of those that are not answered. */
final class Handshakes {
    /** Who carries on with one. */
    interface Owner {
        /** It comes to nothing. */
        void failed(DtlsPeer peer, DtlsRefusal why, String text);

        /** It may have something to say again. */
        void flush(DtlsPeer peer, DtlsConnection connection);
    }

    private static final Duration TICK = Duration.ofMillis(25);

    private final EventLoop loop;
    private final DtlsConfig config;
    private final Owner owner;
    private final Set<DtlsPeer> all = new LinkedHashSet<>();
    private EventLoop.@Nullable Timer tick;

    Handshakes(EventLoop loop, DtlsConfig config, Owner owner) {
        this.loop = loop;
        this.config = config;
        this.owner = owner;
    }

    /** Makes room for one more: the oldest gives way. Whether a host may have another one. */
    boolean makeRoom(InetSocketAddress newcomer) {
        var host = newcomer.getAddress();
        var ofHost = all.stream()
                .filter(peer -> peer.address.getAddress().equals(host))
                .count();
        if (ofHost >= config.handshakesPerHost()) {
            return false;
        }
        if (all.size() >= config.handshakes()) {
            owner.failed(all.iterator().next(), DtlsRefusal.TOO_MANY, "newer handshakes take its place");
        }
        return true;
    }

    /** One begins; it takes the place of another one with the same peer. */
    void add(DtlsPeer peer, DtlsConnection connection) {
        if (peer.pending != null) {
            peer.pending.close();
        }
        peer.pending = connection;
        all.remove(peer);
        all.add(peer);
        if (tick == null) {
            tick = loop.schedule(TICK, this::tick);
        }
    }

    /** It is over. */
    void remove(DtlsPeer peer) {
        all.remove(peer);
    }

    private void tick() {
        tick = null;
        for (var peer : new ArrayList<>(all)) {
            var connection = peer.pending;
            if (connection != null) {
                look(peer, connection);
            }
        }
        if (!all.isEmpty() && tick == null) {
            tick = loop.schedule(TICK, this::tick);
        }
    }

    private void look(DtlsPeer peer, DtlsConnection connection) {
        if (loop.nanoTime() - connection.begun > config.handshake().toNanos()) {
            owner.failed(peer, DtlsRefusal.TIMEOUT, "its handshake does not come to an end");
        } else if (connection.lookAtTimer() == DtlsConnection.Step.FAILED) {
            owner.failed(peer, DtlsRefusal.TIMEOUT, "it does not answer");
        } else {
            owner.flush(peer, connection);
        }
    }

    void close() {
        all.clear();
        if (tick != null) {
            tick.cancel();
        }
    }
}
