package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose owner has another way, and waits for a first element no longer than {@link SessionOptions#firstWithin}. */
class FirstElementTest {
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final SessionOptions IMPATIENT = SessionOptions.DEFAULT.withFirstWithin(PATIENCE);
    private static final Duration LITTLE = Duration.ofMillis(50);

    private final Lab lab = new Lab(1);
    private final EchoServer server = new EchoServer();
    private PoolUser user;

    @BeforeEach
    void pool() {
        lab.registrar(1);
        user = lab.user();
    }

    private Duration timeUntilFailed(TestClient client) {
        return lab.loop.runUntil(Duration.ofSeconds(30), () -> client.failed != null && client.closed);
    }

    @Test
    void anUnknownPoolIsNotWaitedFor() {
        lab.registeredElement(1, server);
        var client = new TestClient();
        client.session = user.open(PoolHandle.of("nowhere"), IMPATIENT, client);
        assertThat(client.failed).as("never before open() has returned").isNull();
        assertThat(timeUntilFailed(client)).isLessThan(LITTLE);
        assertThat(client.failed).contains("nowhere", "unknown pool handle");
        assertThat(client.events).containsExactly("failed");
    }

    @Test
    void norIsAPoolWithoutElements() {
        lab.pools.put(Lab.POOL, new LinkedHashMap<>());
        assertThat(timeUntilFailed(TestClient.open(user, IMPATIENT))).isLessThan(LITTLE);
    }

    @Test
    void aRegistrarThatSaysNothingIsWaitedForAsLongAsWasSaid() {
        lab.registeredElement(1, server);
        lab.registrars.getFirst().silent = true;
        var stranger = lab.user();
        var client = TestClient.open(stranger, IMPATIENT);
        assertThat(timeUntilFailed(client)).isBetween(PATIENCE, PATIENCE.plus(LITTLE));
    }

    @Test
    void anElementThatIsNotThereIsWaitedForAsLongAsWasSaid() {
        lab.registeredElement(1, server).crash();
        assertThat(timeUntilFailed(TestClient.open(user, IMPATIENT))).isLessThanOrEqualTo(PATIENCE.plus(LITTLE));
    }

    @Test
    void aSessionThatAnElementHasServedIsPatient() {
        var element = lab.registeredElement(1, server);
        var client =
                TestClient.open(user, IMPATIENT.withMode(FailoverMode.REPLAY)).send("hello");
        lab.run(() -> client.text().equals("hello"));
        element.crash();
        lab.advance(VirtualNetwork.failureTime(SctpOptions.FAST).plus(PATIENCE.multipliedBy(4)));
        assertThat(client.failed).isNull();
        lab.registeredElement(2, server);
        lab.run(() -> client.failovers.size() == 1);
    }

    /** Its owner's other way is as good as another element for it. */
    @Test
    void aSessionThatNobodyHasSaidAnythingInIsNot() {
        int number = 0;
        for (var mode : List.of(FailoverMode.RECONNECT, FailoverMode.REPLAY)) {
            lab.pools.put(Lab.POOL, new LinkedHashMap<>());
            var element = lab.registeredElement(++number, server);
            var client = TestClient.open(lab.user(), IMPATIENT.withMode(mode));
            lab.run(() -> client.session.element().isPresent());
            element.crash();
            lab.loop.runUntil(
                    VirtualNetwork.failureTime(SctpOptions.FAST).plus(PATIENCE),
                    () -> client.events.getLast().startsWith("interrupted"));
            client.send("hello");
            assertThat(timeUntilFailed(client)).isLessThanOrEqualTo(PATIENCE.plus(LITTLE));
        }
    }

    /** All registrars may die; whoever knows elements goes on using them. */
    @Test
    void elementsThatAreKnownAreNotPassedByForWantOfARegistrar() {
        lab.registeredElement(1, server);
        served(TestClient.open(user, IMPATIENT).send("hello"));
        lab.network.crash(Lab.registrarHost(1));
        lab.loop.runUntil(Duration.ofMinutes(1), () -> lab.metrics.homesLost.sum() > 1);
        lab.advance(AsapTimers.FAST.staleCacheValue().multipliedBy(10));
        assertThat(served(TestClient.open(user, IMPATIENT).send("hello"))).isLessThan(LITTLE);
    }

    private Duration served(TestClient client) {
        return lab.loop.runUntil(Duration.ofSeconds(30), () -> client.text().equals("hello"));
    }

    @Test
    void whoNeverSawARegistrarIsToldSo() {
        lab.network.crash(Lab.registrarHost(1));
        var client = TestClient.open(user, IMPATIENT);
        assertThat(timeUntilFailed(client)).isBetween(PATIENCE, PATIENCE.plus(LITTLE));
        assertThat(client.failed).endsWith("no registrar has answered");
    }

    /** It is left for another one before patience is over, whether there is an association with it or not. */
    @Test
    void oneThatIsSilentAmongOthersFailsNoSession() {
        for (int number = 1; number <= 4; number++) {
            lab.registeredElement(number, server);
        }
        for (int i = 0; i < 4; i++) {
            served(TestClient.open(user, IMPATIENT).send("hello"));
        }
        lab.network.crash(Lab.elementHost(1));
        var stranger = lab.user();
        for (var mode : List.of(FailoverMode.RECONNECT, FailoverMode.REPLAY)) {
            for (int i = 0; i < 8; i++) {
                for (var from : List.of(user, stranger)) {
                    var client = TestClient.open(from, IMPATIENT.withMode(mode)).send("hello");
                    assertThat(served(client)).isLessThan(PATIENCE);
                    assertThat(client.session.element()).isPresent();
                    lab.advance(Duration.ofMillis(200));
                    assertThat(client.text()).isEqualTo("hello");
                }
            }
        }
    }

    /** As when a node vanishes. */
    @Test
    void severalThatAreSilentAmongOthersFailNoSession() {
        for (int number = 1; number <= 4; number++) {
            lab.registeredElement(number, server);
        }
        for (int i = 0; i < 4; i++) {
            served(TestClient.open(user, IMPATIENT).send("hello"));
        }
        lab.network.crash(Lab.elementHost(1));
        lab.network.crash(Lab.elementHost(2));
        var clients = new ArrayList<TestClient>();
        for (int i = 0; i < 12; i++) {
            clients.add(TestClient.open(user, IMPATIENT).send("hello"));
        }
        assertThat(lab.loop.runUntil(PATIENCE, () -> clients.stream()
                        .allMatch(client -> client.text().equals("hello"))))
                .isLessThan(PATIENCE);
    }

    /** Whoever is the only one is waited for as long as patience lasts. */
    @Test
    void aSlowElementWithoutOthersIsNotLeft() {
        var slow = lab.registeredElement(1, server);
        served(TestClient.open(user, IMPATIENT).send("hello"));
        lab.network.freeze(Lab.elementHost(1), true);
        var client = TestClient.open(user, IMPATIENT).send("hello");
        lab.advance(PATIENCE.multipliedBy(3).dividedBy(4));
        lab.network.thaw(Lab.elementHost(1));
        assertThat(served(client)).isLessThan(PATIENCE);
        assertThat(slow.events).doesNotContain("lost");
    }
}
