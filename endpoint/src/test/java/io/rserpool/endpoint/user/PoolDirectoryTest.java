package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.PoolDirectory;
import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.asap.SuspectElements;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a PU remembers of pools, for how long, and what a registrar tells it unasked. */
class PoolDirectoryTest {
    private static final Duration SOON = Duration.ofMillis(200);

    private final Lab lab = new Lab(1);
    private ScriptedRegistrar registrar;
    private Registrars registrars;
    static final PoolDirectory.Wish ANY = new PoolDirectory.Wish(Set.of(), List.of(), true);

    private PoolDirectory directory;

    @BeforeEach
    void registrar() {
        registrar = lab.registrar(1);
        registrar.grantsUpdates = true;
        element(1);
        element(2);
    }

    private void element(int number) {
        element(number, new Policy.RoundRobin());
    }

    private void element(int number, Policy policy) {
        lab.pools
                .computeIfAbsent(Lab.POOL, _ -> new LinkedHashMap<>())
                .put(
                        new PeIdentifier(number),
                        new PoolElementParameter(
                                new PeIdentifier(number), ServerId.NONE, 60, Lab.transport(number), policy, null));
    }

    private void user(boolean subscribe, Duration staleCacheValue) {
        var base = Lab.registrarOptions(lab.registrars.size());
        var options = new RegistrarOptions(
                        base.addresses(),
                        base.udpPort(),
                        base.timers().withStaleCacheValue(staleCacheValue),
                        base.resolveInterval())
                .withSubscribe(subscribe);
        registrars = new Registrars(
                lab.network.start("10.0.3.1").open(0, SctpOptions.FAST),
                lab.loop,
                options,
                Lab.literal(),
                lab.random,
                lab.metrics);
        directory = new PoolDirectory(registrars, new SuspectElements(lab.loop, lab.metrics), false, 9899, lab.random);
        registrars.start();
        lab.run(() -> registrars.home().isPresent());
    }

    /** The identifier chosen, or why there is none. */
    private String choose() {
        var answer = new StringBuilder();
        directory.choose(Lab.POOL, ANY, directory.usualAge(Lab.POOL), new PoolDirectory.Choice() {
            @Override
            public void element(PoolElementAddress element) {
                answer.append(element.identifier().value());
            }

            @Override
            public void none(String why) {
                answer.append(why);
            }
        });
        lab.run(() -> !answer.isEmpty());
        return answer.toString();
    }

    private int asked() {
        return registrar.received(HandleResolution.class).size();
    }

    @Test
    void aResolutionIsUsedAgainUntilItIsStale() {
        user(false, Duration.ofSeconds(10));
        assertThat(choose() + choose() + choose()).isEqualTo("121");
        lab.advance(Duration.ofSeconds(9));
        choose();
        assertThat(asked()).isEqualTo(1);
        assertThat(registrar.received(HandleResolution.class).getFirst().subscribe())
                .isFalse();
        lab.advance(Duration.ofSeconds(2));
        choose();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void withAStaleCacheValueOfZeroARegistrarIsAskedAlways() {
        user(false, Duration.ZERO);
        choose();
        choose();
        choose();
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void whatARegistrarKeepsUpToDateDoesNotAge() {
        user(true, Duration.ZERO);
        choose();
        lab.advance(Duration.ofHours(1));
        choose();
        assertThat(asked()).isEqualTo(1);
        assertThat(registrar.received(HandleResolution.class).getFirst().subscribe())
                .isTrue();
    }

    @Test
    void anElementThatIsGoneIsNotChosenAfterTheUpdate() {
        user(true, Duration.ofMinutes(1));
        assertThat(choose()).isEqualTo("1");
        registrar.remove(Lab.POOL, new PeIdentifier(2));
        registrar.update(Lab.POOL);
        lab.advance(SOON);
        assertThat(choose() + choose()).isEqualTo("11");
        assertThat(asked()).isEqualTo(1);
        assertThat(lab.metrics.updates.sum()).isEqualTo(1);
    }

    /** All users get the same list: each goes on where it was. */
    @Test
    void anUpdateDoesNotBeginTheRoundAnew() {
        element(3);
        user(true, Duration.ofMinutes(1));
        assertThat(choose()).isEqualTo("1");
        element(4);
        registrar.update(Lab.POOL);
        lab.advance(SOON);
        assertThat(choose() + choose() + choose() + choose()).isEqualTo("2341");
    }

    @Test
    void theEndOfThePoolEndsTheUpdates() {
        user(true, Duration.ofMinutes(1));
        choose();
        lab.pools.clear();
        registrar.update(Lab.POOL);
        lab.advance(SOON);
        assertThat(choose()).contains("unknown pool handle");
        element(5);
        assertThat(choose()).isEqualTo("5");
        assertThat(asked()).isEqualTo(3);
    }

    @Test
    void aRegistrarThatGrantsNoUpdatesIsAskedWhenTheCacheIsStale() {
        registrar.grantsUpdates = false;
        user(true, Duration.ofSeconds(10));
        choose();
        lab.advance(Duration.ofSeconds(11));
        choose();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void updatesAreAskedForAnewAtTheNextHome() {
        var second = lab.registrar(2);
        second.grantsUpdates = true;
        user(true, Duration.ofSeconds(1));
        choose();
        var home = registrars.home().orElseThrow().primary().getHostAddress();
        var other = home.equals(Lab.registrarHost(1)) ? second : registrar;
        lab.network.crash(home);
        lab.run(() -> !other.received(HandleResolution.class).isEmpty());
        lab.advance(SOON);

        other.remove(Lab.POOL, new PeIdentifier(1));
        other.update(Lab.POOL);
        lab.advance(Duration.ofMinutes(1));
        assertThat(choose() + choose()).isEqualTo("22");
        assertThat(other.received(HandleResolution.class)).hasSize(1);
    }

    @Test
    void whileThereIsNoHomeWhatIsKnownAges() {
        user(true, Duration.ofSeconds(10));
        choose();
        lab.advance(Duration.ofMinutes(1));
        lab.network.crash(Lab.registrarHost(1));
        lab.run(() -> !registrars.answers());
        lab.advance(Duration.ofSeconds(8));
        choose();
        assertThat(lab.metrics.resolutions.sum()).isEqualTo(1);
        lab.advance(Duration.ofSeconds(3));
        // Old elements are better than none once no registrar answers.
        assertThat(choose()).isEqualTo("1");
        assertThat(lab.metrics.resolutions.sum()).isEqualTo(2);
    }

    @Test
    void poolsWithLoadsAreAskedForEachTimeAllTheSame() {
        lab.pools.clear();
        element(1, new Policy.LeastUsed(1));
        registrar.policy = new Policy.LeastUsed(0);
        user(true, Duration.ofMinutes(1));
        choose();
        choose();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void updatesOfPoolsThatNobodyUsesAreIgnored() {
        user(true, Duration.ofMinutes(1));
        registrar.associations.forEach(association -> registrar.update(association, Lab.POOL));
        lab.advance(SOON);
        assertThat(choose()).isEqualTo("2");
        assertThat(asked()).isEqualTo(1);
    }
}
