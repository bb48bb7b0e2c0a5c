package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.authorisation.Denial;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements and users of a scope in which security is required. */
class SecuredSessionsTest {
    private static final String POOL = "pool";
    private static final String USER = "10.0.3.1";
    private static final String STRANGER = "10.0.9.1";
    private static final SessionOptions OPTIONS = SessionOptions.DEFAULT.withMode(FailoverMode.REPLAY);

    private final Lab lab = new Lab(1);
    private final EchoServer first = new EchoServer();
    private final EchoServer second = new EchoServer();
    private Lab.Element one;

    @BeforeEach
    void pool() {
        lab.security = Security.of("lab");
        lab.identify(Lab.registrarHost(1), Role.REGISTRAR, POOL);
        lab.registrar(1);
        lab.identify(Lab.elementHost(1), Role.POOL_ELEMENT, POOL);
        lab.identify(USER, Role.POOL_USER, POOL);
    }

    private void element(boolean multiplexing) {
        one = lab.registered(multiplexing ? lab.element(1, first) : lab.directElement(1, first));
    }

    private TestClient client(boolean multiplexing) {
        var options = PoolUserOptions.DEFAULT.withLimits(lab.limits).withSctp(lab.sctp);
        return TestClient.open(lab.user(options.withMultiplexing(multiplexing)), OPTIONS);
    }

    private void assertDenied(Denial denial) {
        assertThat(lab.metrics.countDenied(denial)).as("%s", denial).isPositive();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoMayUseThePoolIsServed(boolean multiplexing) {
        element(multiplexing);
        var client = client(multiplexing).send("hello");
        lab.run(() -> client.text().equals("hello"));
        assertThat(client.text()).isEqualTo("hello");
        assertThat(first.connections).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theServerSeesNoConnectionOfAUserOfAnotherPool(boolean multiplexing) {
        lab.identify(USER, Role.POOL_USER, "another");
        element(multiplexing);
        var client = client(multiplexing).send("hello");
        lab.advance(Lab.SOON);
        assertThat(first.connections).isEmpty();
        assertThat(client.text()).isEmpty();
        assertDenied(Denial.HANDLE);
    }

    @Test
    void aUserOfAnotherPoolIsToldSoAndItsAssociationGoesOn() {
        lab.identify(STRANGER, Role.POOL_USER, "another");
        element(true);
        var raw = rawPeer();
        raw.say(1, RawPeer.open());
        lab.run(() -> !raw.heard.isEmpty());
        assertThat(raw.heard).singleElement().isInstanceOfSatisfying(SessionMessage.Reset.class, reset -> assertThat(
                        reset.reason())
                .isEqualTo(Reason.REJECTED));
        assertThat(raw.down).isFalse();
    }

    private RawPeer rawPeer() {
        var raw = new RawPeer((peer, message) -> {});
        lab.network.start(STRANGER).open(0, lab.limits.applyTo(lab.sctp)).associate(Lab.elementAddress(1), raw);
        lab.run(() -> raw.association != null);
        return raw;
    }

    @Test
    void whoIsNotOfTheScopeGetsNoAssociation() {
        element(true);
        var raw = rawPeer();
        raw.say(1, RawPeer.open());
        lab.run(() -> raw.down);
        assertThat(raw.heard).isEmpty();
        assertThat(first.connections).isEmpty();
        assertThat(one.acceptor.associations()).isZero();
        assertDenied(Denial.NO_IDENTITY);
    }

    @Test
    void norDoesWhoIsNeitherUserNorRegistrar() {
        lab.identify(STRANGER, Role.POOL_ELEMENT, POOL);
        element(true);
        var raw = rawPeer();
        lab.run(() -> raw.down);
        assertDenied(Denial.NO_POOL_USER);
    }

    /** A stranger at an element's address, one of another pool, one of another scope: not a byte of the client. */
    @ParameterizedTest
    @ValueSource(strings = {"nobody", "other pool", "other scope", "user"})
    void whoeverIsAtAnElementsAddressGetsNothingAndAnotherIsAsked(String who) {
        element(true);
        one.crash();
        switch (who) {
            case "other pool" -> lab.identify(Lab.elementHost(1), Role.POOL_ELEMENT, "another");
            case "other scope" -> lab.identify(Lab.elementHost(1), "foreign", Role.POOL_ELEMENT, POOL);
            case "user" -> lab.identify(Lab.elementHost(1), Role.POOL_USER, POOL);
            default -> lab.network.setIdentity(Lab.elementHost(1), null);
        }
        var heard = new ArrayList<String>();
        var strangers = new ArrayList<RawPeer>();
        lab.network
                .start(Lab.elementHost(1))
                .open(Lab.PE_PORT, lab.limits.applyTo(lab.sctp))
                .listen(association -> {
                    var stranger = new RawPeer((peer, message) -> heard.add(message.toString()));
                    strangers.add(stranger);
                    return stranger;
                });
        lab.identify(Lab.elementHost(2), Role.POOL_ELEMENT, POOL);
        lab.registeredElement(2, second);
        var user = lab.user();
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 4; i++) {
            clients.add(TestClient.open(user, OPTIONS).send("secret"));
            lab.advance(VirtualNetwork.failureTime(lab.sctp).multipliedBy(3));
            if (!who.equals("other pool")) {
                assertThat(strangers).as("no association stays").allMatch(stranger -> stranger.down);
            }
        }
        assertThat(clients).allSatisfy(client -> {
            assertThat(client.text()).isEqualTo("secret");
            assertThat(client.events).containsExactly("connected 2");
        });
        assertThat(heard).isEmpty();
        assertThat(strangers).isNotEmpty();
        assertDenied(
                switch (who) {
                    case "other pool" -> Denial.HANDLE;
                    case "other scope" -> Denial.OTHER_SCOPE;
                    case "user" -> Denial.NO_POOL_ELEMENT;
                    default -> Denial.NO_IDENTITY;
                });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theReasonIsSaidWhenThereIsNoOther(boolean multiplexing) {
        element(multiplexing);
        one.crash();
        lab.identify(Lab.elementHost(1), Role.POOL_ELEMENT, "another");
        var messages = new ArrayList<Integer>();
        var endpoint = lab.network
                .start(Lab.elementHost(1))
                .open(Lab.PE_PORT, multiplexing ? lab.limits.applyTo(lab.sctp) : lab.sctp);
        lab.network.setObserver((from, to, ppid, payload) -> {
            if (to.getHostAddress().equals(Lab.elementHost(1))) {
                messages.add(ppid);
            }
        });
        endpoint.listen(association -> new RawPeer((peer, message) -> {}));
        var client = client(multiplexing).send("secret");
        lab.loop.runUntil(OPTIONS.failoverTimeout().multipliedBy(2), () -> client.closed);
        assertThat(client.failed).contains("not trusted").contains("nothing to do with the pool");
        assertThat(messages).isEmpty();
    }

    @Test
    void onlyARegistrarIsAHome() {
        lab.identify(Lab.registrarHost(1), Role.POOL_ELEMENT, POOL);
        lab.identify(Lab.registrarHost(2), Role.REGISTRAR, POOL);
        lab.registrar(2);
        element(true);
        assertThat(lab.registrars.getFirst().received).as("not even a request").isEmpty();
        assertThat(lab.registrars.getLast().received).isNotEmpty();
        assertThat(one.element.state()).isEqualTo(PoolElement.State.REGISTERED);
    }

    @Test
    void onlyARegistrarTakesOver() {
        element(true);
        lab.identify(Lab.registrarHost(2), Role.POOL_USER, POOL);
        var liar = lab.registrar(2);
        liar.takeOver(Lab.elementAddress(1), Lab.POOL);
        lab.advance(Lab.SOON);
        assertThat(liar.received).as("no answer, no registration").isEmpty();
        assertThat(one.registrars.home().orElseThrow().primary().getHostAddress())
                .isEqualTo(Lab.registrarHost(1));
        assertDenied(Denial.NO_REGISTRAR);
    }

    @Test
    void aRegistrarOfTheScopeTakesOver() {
        lab.identify(Lab.registrarHost(2), Role.REGISTRAR, POOL);
        var second = lab.registrar(2);
        element(true);
        var successor =
                one.registrars.home().orElseThrow().primary().getHostAddress().equals(Lab.registrarHost(1))
                        ? second
                        : lab.registrars.getFirst();
        successor.takeOver(Lab.elementAddress(1), Lab.POOL);
        lab.advance(Lab.SOON);
        assertThat(successor.received(AsapMessage.EndpointKeepAliveAck.class))
                .extracting(AsapMessage.EndpointKeepAliveAck::identifier)
                .contains(new PeIdentifier(1));
        assertThat(List.copyOf(successor.received)).anyMatch(AsapMessage.Registration.class::isInstance);
        assertThat(first.connections).as("it came for no session").isEmpty();
    }

    /** Unlike a user that does not multiplex, it comes for no session, however long it says nothing. */
    @Test
    void aRegistrarThatIsSilentAtFirstIsWaitedFor() {
        lab.identify(Lab.registrarHost(2), Role.REGISTRAR, POOL);
        element(true);
        var slow = lab.registrar(2);
        var association = slow.endpoint.associate(Lab.elementAddress(1), slow);
        lab.advance(Duration.ofSeconds(1));
        slow.send(association, new AsapMessage.EndpointKeepAlive(slow.id, Lab.POOL, false, new PeIdentifier(1)));
        lab.advance(Duration.ofSeconds(1));
        assertThat(slow.received(AsapMessage.EndpointKeepAliveAck.class)).hasSize(1);
        assertThat(lab.metrics.countDenied(Denial.NO_POOL_USER)).isZero();
        assertThat(first.connections).isEmpty();
    }
}
