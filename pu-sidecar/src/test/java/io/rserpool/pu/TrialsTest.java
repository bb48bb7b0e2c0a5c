package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pool whose only client went past it, and says nothing more. */
class TrialsTest {
    private static final PoolElementAddress ELEMENT = new PoolElementAddress(
            new PeIdentifier(1), EndpointAddress.of(InetAddress.ofLiteral("10.0.2.1"), 7890, 9899));

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final List<String> told = new ArrayList<>();
    private final Fallback fallback = new Fallback(loop, new Fallback.Listener() {
        @Override
        public void left(String why) {
            told.add("left: " + why);
        }

        @Override
        public void back() {
            told.add("back");
        }
    });
    private final PoolUser user = nobodysUser();
    private final List<SessionHandler> opened = new ArrayList<>();
    private final Trials trials = new Trials(loop, fallback, this::open);

    /** Its registrars are nowhere: only what the test says of a session happens soon. */
    private PoolUser nobodysUser() {
        var transport = new VirtualNetwork(loop, new Random(1)).start("10.0.0.1");
        var metrics = new EndpointMetrics();
        var registrars = new Registrars(
                transport.open(0, SctpOptions.FAST),
                loop,
                new RegistrarOptions(List.of(), AsapTimers.FAST),
                AddressResolver.system(loop),
                new Random(1),
                metrics);
        return new PoolUser(transport, PoolUserOptions.DEFAULT, registrars, new Random(1), metrics);
    }

    private Session open(SessionHandler handler) {
        opened.add(handler);
        return user.open(
                PoolHandle.of("files"), SessionOptions.DEFAULT.withFailoverTimeout(Duration.ofMillis(500)), handler);
    }

    private void noElement() {
        fallback.failed("no element");
        trials.begin();
    }

    @Test
    void whenAnElementServesItNewConnectionsGoThereAgain() {
        noElement();
        loop.advance(Duration.ofMillis(1100));
        assertThat(opened).hasSize(1);
        opened.getFirst().onConnected(ELEMENT);
        assertThat(told).containsExactly("left: no element", "back");
        assertThat(user.activeSessions()).as("it ends as soon as it is served").isZero();
        loop.advance(Duration.ofMinutes(1));
        assertThat(opened).hasSize(1);
    }

    @Test
    void untilThenItIsTriedLessAndLessOften() {
        noElement();
        loop.advance(Duration.ofMinutes(10));
        assertThat(opened).hasSizeBetween(55, 65);
        assertThat(user.activeSessions()).isLessThanOrEqualTo(1);
        assertThat(fallback.reason()).as("what is true now").contains("files");
        trials.end();
        loop.advance(Duration.ofMinutes(10));
        assertThat(opened).hasSizeLessThanOrEqualTo(65);
        assertThat(user.activeSessions()).isZero();
    }

    @Test
    void itBeginsAnewTheNextTime() {
        noElement();
        loop.advance(Duration.ofMillis(1100));
        opened.getFirst().onConnected(ELEMENT);
        loop.advance(Duration.ofMinutes(1));
        noElement();
        loop.advance(Duration.ofMillis(1100));
        assertThat(opened).hasSize(2);
    }
}
