package io.rserpool.registrar.enrp;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpCodec;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.enrp.EnrpMessage.Presence;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.TokenBucket;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Presence by multicast, by which registrars find each other without configuration (RFC 5351 section 3.1, RSPLIB).
 * Anybody can send one in anybody's name (RFC 5353 section 6.2): all it does is to have an SCTP association
 * tried with where it seems to come from, and only few of them count.
 */
final class EnrpMulticast {
    private static final int PRESENCES_PER_SECOND = 100;

    private final Domain domain;
    private final EnrpCodec codec;
    private final Peers peers;
    private final Connector connector;
    private final TokenBucket rate;
    private @Nullable MulticastGroup group;

    EnrpMulticast(Domain domain, EnrpCodec codec, Peers peers, Connector connector) {
        this.domain = domain;
        this.codec = codec;
        this.peers = peers;
        this.connector = connector;
        this.rate = new TokenBucket(PRESENCES_PER_SECOND, domain.clock());
    }

    /** @throws UncheckedIOException the group cannot be joined */
    void join() {
        var settings = domain.settings().enrpMulticast();
        if (settings == null) {
            return;
        }
        if (domain.authorisation().required()) {
            domain.log()
                    .warn(
                            "registrars are not looked for by multicast, where anybody can say anything: security is required");
            return;
        }
        var local = domain.transport().localAddresses().getFirst();
        try {
            group = domain.multicast()
                    .join(
                            new MulticastOptions(
                                    settings.group(), local, domain.settings().enrpPort(), settings.timeToLive()),
                            this::received);
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "cannot join multicast group " + settings.group() + ": " + e.getMessage(), asIo(e));
        }
    }

    private static IOException asIo(Exception e) {
        return e instanceof IOException io ? io : new IOException(e);
    }

    /** Tells that this registrar is there. */
    void announce() {
        var joined = group;
        if (joined != null && !joined.send(codec.encode(peers.presence(ServerId.NONE, false)))) {
            domain.metrics().dropped(Dropped.ENRP_MULTICAST_SEND);
        }
    }

    private void received(InetSocketAddress from, ByteBuffer payload) {
        if (!rate.take(domain.clock())) {
            domain.metrics().dropped(Dropped.ENRP_MULTICAST_LIMIT);
            return;
        }
        if (codec.decode(payload) instanceof Decoded.Message<EnrpMessage>(var message, var reports)
                && message instanceof Presence presence
                && presence.information() != null) {
            var transport = presence.information().transport();
            var id = presence.sender();
            if (!id.equals(domain.id()) && transport.port() != 0 && !peers.isLinked(id)) {
                // As RSPLIB: where it comes from, since a host knows its address better than its registrar may.
                connector.announced(EndpointAddress.of(
                        from.getAddress(), transport.port(), domain.settings().peerUdpPort()));
            }
        } else {
            domain.metrics().dropped(Dropped.ENRP_MULTICAST_MALFORMED);
        }
    }

    void leave() {
        var joined = group;
        if (joined != null) {
            group = null;
            joined.close();
        }
    }
}
