package io.rserpool.registrar.asap;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.ServerAnnounce;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.Domain;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.AnnounceSettings;
import io.rserpool.transport.loop.TokenBucket;
import io.rserpool.transport.udp.MulticastGroup;
import io.rserpool.transport.udp.MulticastOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Announces this registrar by multicast (RFC 5352 sections 2.2.10 and 3.6), and counts the others that do so, because
 * all together shall not say more than one announce per T6.
 */
public final class ServerAnnounces {
    private static final int HEARD_PER_SECOND = 200;
    private static final double RSPLIB_VARIATION = 0.125;
    private static final Duration LEAST_MEMORY = Duration.ofSeconds(5);

    private final Domain domain;
    private final AnnounceSettings settings;
    private final AsapCodec codec;
    private final int tcpPort;
    private final MulticastGroup group;
    private final TokenBucket rate;
    private final Map<ServerId, Long> heard = new HashMap<>();
    private long next;

    /**
     * @param tcpPort where ASAP over TCP is served, 0 = it is not
     * @throws IOException the group cannot be joined
     */
    public ServerAnnounces(Domain domain, AnnounceSettings settings, int tcpPort) throws IOException {
        this.domain = domain;
        this.settings = settings;
        this.codec = new AsapCodec(domain.settings().limits().decoder());
        this.tcpPort = tcpPort;
        this.rate = new TokenBucket(HEARD_PER_SECOND, domain.clock());
        this.next = domain.clock();
        // From the ASAP port: that is how RSPLIB's programs know it.
        var options = new MulticastOptions(
                settings.group(),
                domain.transport().localAddresses().getFirst(),
                domain.settings().asapPort(),
                settings.timeToLive());
        this.group = domain.multicast().join(options, (from, payload) -> heard(payload));
    }

    /** Announces if it is time to. */
    public void tick() {
        if (domain.clock() < next) {
            return;
        }
        group.send(codec.encode(new ServerAnnounce(domain.id(), settings.rsplib() ? List.of() : transports())));
        next = domain.clock() + interval().toNanos();
    }

    private Duration interval() {
        forgetSilent();
        return settings.rsplib()
                ? domain.vary(settings.cycle(), RSPLIB_VARIATION)
                : settings.cycle().multipliedBy(heard.size() + 1);
    }

    /** RSPLIB takes one SCTP transport, if it is the last one. */
    private List<TransportParameter> transports() {
        var addresses = domain.transport().localAddresses();
        var transports = new ArrayList<TransportParameter>();
        if (tcpPort != 0) {
            transports.add(new TransportParameter.Tcp(tcpPort, addresses.getFirst()));
        }
        transports.add(new TransportParameter.Sctp(domain.settings().asapPort(), TransportUse.DATA_ONLY, addresses));
        return transports;
    }

    private void heard(ByteBuffer payload) {
        if (!rate.take(domain.clock())) {
            domain.metrics().dropped(Dropped.ANNOUNCE_LIMIT);
        } else if (codec.decode(payload) instanceof Decoded.Message<AsapMessage>(var message, var reports)
                && message instanceof ServerAnnounce announce) {
            if (!announce.server().equals(domain.id())) {
                domain.metrics().received("asap", announce);
                count(announce.server());
            }
        } else {
            domain.metrics().decodeError("asap");
        }
    }

    private void count(ServerId server) {
        forgetSilent();
        if (heard.containsKey(server)
                || heard.size() < domain.settings().limits().peers()) {
            heard.put(server, domain.now());
        }
    }

    /** Others are as seldom heard as this one speaks. */
    private void forgetSilent() {
        var memory = settings.cycle().multipliedBy(3L * (heard.size() + 1));
        var since = domain.now() - (memory.compareTo(LEAST_MEMORY) > 0 ? memory : LEAST_MEMORY).toNanos();
        heard.values().removeIf(last -> last - since < 0);
    }

    public void close() {
        group.close();
    }
}
