package io.rserpool.endpoint.asap;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Addresses of registrars learned from their announces (RFC 5352 section 3.6), each for T7 after the last one.
 * Anybody in the network can announce anything: so the number of addresses is bounded, known ones are not pushed out
 * by new ones, and of a flood only so much is looked at.
 */
public final class Announces {
    private static final int MOST_ADDRESSES = 32;
    private static final int MOST_PER_SECOND = 200;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final EventLoop loop;
    private final AnnounceOptions options;
    private final int udpPort;
    private final Runnable onNew;
    private final EndpointMetrics metrics;
    private final AsapCodec codec = new AsapCodec(DecoderLimits.DEFAULT);
    private final Map<EndpointAddress, Long> expiries = new LinkedHashMap<>();
    private long second;
    private int inSecond;

    /**
     * @param udpPort UDP port registrars are reached at (RFC 6951)
     * @param onNew called when an address is new
     */
    Announces(EventLoop loop, AnnounceOptions options, int udpPort, Runnable onNew, EndpointMetrics metrics) {
        this.loop = loop;
        this.options = options;
        this.udpPort = udpPort;
        this.onNew = onNew;
        this.metrics = metrics;
        this.second = loop.nanoTime();
    }

    void onDatagram(InetSocketAddress from, ByteBuffer payload) {
        if (tooMany()) {
            metrics.announcesDropped.increment();
        } else if (codec.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var _)
                && message instanceof AsapMessage.ServerAnnounce announce) {
            metrics.announcesReceived.increment();
            learn(from, announce);
        } else {
            // Not answered: it would go to an address that nobody has verified.
            metrics.protocolErrors.increment();
        }
    }

    private boolean tooMany() {
        var now = loop.nanoTime();
        if (now - second >= SECOND) {
            second = now;
            inSecond = 0;
        }
        return ++inSecond > MOST_PER_SECOND;
    }

    private void learn(InetSocketAddress from, AsapMessage.ServerAnnounce announce) {
        var now = loop.nanoTime();
        expiries.values().removeIf(expiry -> expiry - now <= 0);
        var news = false;
        for (var address : addresses(from, announce)) {
            if (expiries.containsKey(address) || expiries.size() < MOST_ADDRESSES) {
                news |= expiries.put(address, now + options.outdate().toNanos()) == null;
            } else {
                metrics.announcesDropped.increment();
            }
        }
        if (news) {
            onNew.run();
        }
    }

    private List<EndpointAddress> addresses(InetSocketAddress from, AsapMessage.ServerAnnounce announce) {
        if (announce.transports().isEmpty()) {
            // SCTP is meant; where only TCP is spoken there is no harm in trying.
            var port = options.atSourcePort() ? from.getPort() : Ports.ASAP;
            return List.of(EndpointAddress.of(from.getAddress(), port, udpPort));
        }
        var found = new ArrayList<EndpointAddress>();
        for (var transport : announce.transports()) {
            switch (transport) {
                case TransportParameter.Sctp sctp
                when !options.overTcp() && !sctp.addresses().isEmpty() -> {
                    if (sctp.port() > 0) {
                        found.add(EndpointAddress.of(sctp.addresses().getFirst(), sctp.port(), udpPort));
                    }
                }
                case TransportParameter.Tcp tcp
                when options.overTcp() && tcp.port() > 0 ->
                    found.add(EndpointAddress.of(tcp.address(), tcp.port(), udpPort));
                default -> {
                    // Another way than ours.
                }
            }
        }
        return found;
    }

    /** Those announced lately. */
    List<EndpointAddress> addresses() {
        var now = loop.nanoTime();
        expiries.values().removeIf(expiry -> expiry - now <= 0);
        return List.copyOf(expiries.keySet());
    }
}
