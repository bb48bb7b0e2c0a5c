package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarNames;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.ServerHunt;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** RFC 5352 section 3.6, SH1 to SH6. */
class ServerHuntTest {
    private static final Duration T5 = AsapTimers.RFC.t5ServerHunt();
    private static final Duration MOMENT = Duration.ofMillis(10);

    private final Lab lab = new Lab(1);
    private final Attempts attempts = new Attempts(lab.network.start("10.0.3.1").open(0, SctpOptions.RFC));
    private final List<Association> found = new ArrayList<>();
    private ServerHunt hunt;

    /** Notes attempts; nothing answers unless a host is there. */
    private static final class Attempts implements Endpoint {
        final List<EndpointAddress> all = new ArrayList<>();
        final Map<EndpointAddress, Association> open = new LinkedHashMap<>();
        final Map<EndpointAddress, AssociationHandler> handlers = new LinkedHashMap<>();
        private final Endpoint real;

        Attempts(Endpoint real) {
            this.real = real;
        }

        @Override
        public Association associate(EndpointAddress peer, AssociationHandler handler) {
            var association = real.associate(peer, handler);
            all.add(peer);
            open.put(peer, association);
            handlers.put(peer, handler);
            return association;
        }

        /** Says that the attempt has failed, which it has not: it goes on saying nothing. */
        void fail(EndpointAddress peer) {
            handlers.get(peer).onDown(open.get(peer), DownReason.CANNOT_CONNECT);
        }

        @Override
        public int port() {
            return real.port();
        }

        @Override
        public void listen(Acceptor acceptor) {
            real.listen(acceptor);
        }

        @Override
        public void close() {
            real.close();
        }
    }

    private void hunt(int registrars) {
        var addresses = IntStream.rangeClosed(1, registrars)
                .mapToObj(i -> new RegistrarAddress(Lab.registrarHost(i), 3863))
                .toList();
        var options = new RegistrarOptions(addresses, AsapTimers.RFC);
        hunt = new ServerHunt(
                attempts,
                lab.loop,
                new RegistrarNames(options, Lab.literal()),
                AsapTimers.RFC,
                lab.random,
                AssociationHandler.IGNORE,
                address -> null,
                association -> true,
                found::add);
        hunt.start(null);
        lab.advance(MOMENT);
    }

    @Test
    void triesThreeAtATimeAndOthersAfterT5() {
        hunt(8);
        assertThat(attempts.all).hasSize(3);
        lab.advance(T5.minus(MOMENT.multipliedBy(2)));
        assertThat(attempts.all).hasSize(3);
        lab.advance(MOMENT.multipliedBy(2));
        assertThat(attempts.all).hasSize(6).doesNotHaveDuplicates();
    }

    @Test
    void aFailedAttemptIsFollowedByTheNextAddress() {
        hunt(8);
        attempts.fail(attempts.all.getFirst());
        assertThat(attempts.all).hasSize(4).doesNotHaveDuplicates();
        lab.advance(T5.dividedBy(2));
        assertThat(attempts.all).hasSize(4);
    }

    @Test
    void t5IsDoubledUpToRetranMax() {
        hunt(1);
        var times = new ArrayList<Long>();
        for (int i = 0; i < 5; i++) {
            int before = attempts.all.size();
            var waited = lab.loop.runUntil(Duration.ofMinutes(2), () -> attempts.all.size() > before);
            times.add((waited.toMillis() + 500) / 1000);
        }
        assertThat(times).containsExactly(10L, 20L, 40L, 60L, 60L);
    }

    @Test
    void theFirstOneIsHomeAndTheOthersAreDropped() {
        hunt(3);
        var registrar = lab.registrar(2);
        lab.run(() -> found.size() == 1);
        assertThat(found.getFirst().peer().primary().getHostAddress()).isEqualTo(Lab.registrarHost(2));
        lab.registrar(1);
        lab.registrar(3);
        lab.advance(Duration.ofMinutes(5));
        assertThat(found).hasSize(1);
        assertThat(registrar.associations).hasSize(1);
        assertThat(lab.registrars.get(1).associations).isEmpty();
        assertThat(hunt.running()).isFalse();
    }

    @Test
    void aNewHuntBeginsWithTheInitialT5() {
        hunt(1);
        lab.advance(Duration.ofMinutes(5));
        hunt.stop();
        hunt.start(null);
        lab.advance(MOMENT);
        int before = attempts.all.size();
        lab.advance(T5);
        assertThat(attempts.all).hasSizeGreaterThan(before);
    }

    @Test
    void theLostHomeIsTriedLast() {
        var lost = EndpointAddress.of(
                java.net.InetAddress.ofLiteral(Lab.registrarHost(1)), 3863, EndpointAddress.UDP_ENCAPSULATION_PORT);
        hunt(4);
        hunt.stop();
        for (int i = 0; i < 20; i++) {
            attempts.all.clear();
            hunt.start(lost);
            lab.advance(MOMENT);
            assertThat(attempts.all).hasSize(3).doesNotContain(lost);
            hunt.stop();
        }
    }
}
