package io.rserpool.transport.dtls;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.loop.SharedBucket;
import io.rserpool.transport.system.NativeBuffer;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * TLS 1.3 for members of a scope over connections of TCP, with what {@link DtlsPeers} asks of a peer. Handshakes of strangers are bounded as there. All
 * of it on the event loop.
 */
public final class TlsStreams {
    private static final System.Logger LOG = System.getLogger(TlsStreams.class.getName());

    private static final int SCRATCH = 1 << 16;

    private final EventLoop loop;
    private final String scope;
    private final Supplier<@Nullable Credentials> credentials;
    private final DtlsConfig config;
    private final DtlsStatistics statistics;
    private final SharedBucket beginnings;
    private final Map<DtlsRefusal, RepeatedLog> logs = new EnumMap<>(DtlsRefusal.class);
    private final Map<TlsStream, Runnable> handshakes = new LinkedHashMap<>();

    /** What a call puts there is of no meaning after it. */
    final NativeBuffer scratch = new NativeBuffer(SCRATCH, ByteOrder.BIG_ENDIAN);

    private @Nullable Credentials used;
    private @Nullable DtlsContext context;

    /**
     * @param scope that peers must belong to
     * @param credentials asked at each handshake; null = there are none yet, and nobody is spoken with
     * @param statistics get what becomes of handshakes
     */
    public TlsStreams(
            EventLoop loop,
            String scope,
            Supplier<@Nullable Credentials> credentials,
            DtlsConfig config,
            DtlsStatistics statistics) {
        this.loop = loop;
        this.scope = scope;
        this.credentials = credentials;
        this.config = config;
        this.statistics = statistics;
        this.beginnings = DtlsConfig.shared(config.handshakesPerSecond(), loop.nanoTime());
        for (var why : DtlsRefusal.values()) {
            logs.put(why, new RepeatedLog(loop, LOG, Level.INFO));
        }
    }

    /** Begins one with whom we have connected to; null = there are no credentials. */
    public @Nullable TlsStream client(InetSocketAddress peer) {
        return stream(peer, true);
    }

    /**
     * Begins one with whom has connected to us. The oldest handshake gives way if there are too many.
     *
     * @param giveWay ends this one when its turn comes
     * @return null = the peer is refused
     */
    public @Nullable TlsStream server(InetSocketAddress peer, Runnable giveWay) {
        long ofHost = handshakes.keySet().stream()
                .filter(each -> each.peer().getAddress().equals(peer.getAddress()))
                .count();
        if (ofHost >= config.handshakesPerHost() || !beginnings.take(peer.getAddress(), loop.nanoTime())) {
            refuse(DtlsRefusal.TOO_MANY, peer, "more handshakes are under way than it may have");
            return null;
        }
        var stream = stream(peer, false);
        if (stream != null) {
            if (handshakes.size() >= config.handshakes()) {
                oldestGivesWay();
            }
            handshakes.put(stream, giveWay);
        }
        return stream;
    }

    private void oldestGivesWay() {
        var oldest = handshakes.entrySet().iterator().next();
        var giveWay = oldest.getValue();
        refuse(DtlsRefusal.TOO_MANY, oldest.getKey().peer(), "newer handshakes take its place");
        handshakes.remove(oldest.getKey());
        giveWay.run();
    }

    private @Nullable TlsStream stream(InetSocketAddress peer, boolean isClient) {
        var current = context();
        return current == null
                ? null
                : new TlsStream(this, peer, scope, DtlsConnection.stream(current, isClient, loop.nanoTime()));
    }

    /** Of the newest credentials that can be used. */
    private @Nullable DtlsContext context() {
        var newest = credentials.get();
        if (newest != null && newest != used) {
            used = newest;
            try {
                var newer = DtlsContext.ofStreams(newest);
                if (context != null) {
                    context.close();
                }
                context = newer;
            } catch (TransportException e) {
                LOG.log(Level.WARNING, () -> "TLS goes on with the credentials before: " + e.getMessage());
            }
        }
        return context;
    }

    /** A handshake is over, or its connection is. */
    void over(TlsStream stream) {
        handshakes.remove(stream);
    }

    void established() {
        statistics.established();
    }

    void ended() {
        statistics.ended();
    }

    /** Counts it, and says so now and then. */
    public void refuse(DtlsRefusal why, InetSocketAddress whom, String text) {
        statistics.refused(why);
        var log = logs.get(why);
        if (log != null) {
            log.log(() -> "%s TCP port %d is refused: %s"
                    .formatted(whom.getAddress().getHostAddress(), whom.getPort(), text));
        }
    }
}
