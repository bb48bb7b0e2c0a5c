package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.SubscriptionLimits;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Dynamic updates of pools (RFC 5352 sections 2.2.5 and 2.2.6). */
class SubscriptionsTest {
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Scope scope = Scope.running(1, RegistrarProfile.FAST);
    private int users;

    private ScriptedEndpoint element(int number) {
        return ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(1);
    }

    private ScriptedEndpoint registered(int number, Policy policy) {
        var element = element(number);
        element.send(new Registration(POOL, element.element(number, policy, 60)));
        scope.loop.advance(SOON);
        return element;
    }

    private ScriptedEndpoint registered(int number) {
        return registered(number, new Policy.RoundRobin());
    }

    private ScriptedEndpoint user() {
        return ScriptedEndpoint.at(scope, "10.0.3." + ++users).connect(1);
    }

    private ScriptedEndpoint subscriber() {
        var user = user();
        assertThat(subscribe(user, POOL).subscribed()).isTrue();
        return user;
    }

    private HandleResolutionResponse subscribe(ScriptedEndpoint user, PoolHandle handle) {
        return user.ask(scope.loop, new HandleResolution(handle, true, 0), HandleResolutionResponse.class);
    }

    private static List<Integer> identifiers(HandleResolutionResponse response) {
        return response.elements().stream()
                .map(element -> element.identifier().value())
                .sorted()
                .toList();
    }

    private static HandleResolutionResponse last(ScriptedEndpoint user) {
        return (HandleResolutionResponse) user.received.getLast();
    }

    @Test
    void whoSubscribesIsToldOfEveryChange() {
        var one = registered(1);
        var user = subscriber();
        var other = user();
        other.ask(scope.loop, new HandleResolution(POOL, false, 0), HandleResolutionResponse.class);

        registered(2);
        assertThat(identifiers(last(user))).containsExactly(1, 2);
        assertThat(last(user).subscribed()).isTrue();
        scope.loop.advance(SECOND);

        one.send(new Deregistration(POOL, new PeIdentifier(1)));
        scope.loop.advance(SOON);
        assertThat(identifiers(last(user))).containsExactly(2);
        assertThat(user.received).hasSize(3);
        assertThat(other.received).hasSize(1);
        assertThat(scope.metrics.get(1).updates()).isEqualTo(2);
    }

    @Test
    void changedPolicyValuesAreAChangeAndUnchangedRegistrationsAreNone() {
        var one = registered(1, new Policy.LeastUsed(10));
        var user = subscriber();

        one.send(new Registration(POOL, one.element(1, new Policy.LeastUsed(10), 600)));
        scope.loop.advance(SECOND);
        assertThat(user.received).hasSize(1);
        one.send(new Registration(POOL, one.element(1, new Policy.LeastUsed(20), 60)));
        scope.loop.advance(SECOND);
        assertThat(last(user).elements().getFirst().policy()).isEqualTo(new Policy.LeastUsed(20));
    }

    @Test
    void theDeathOfAnElementIsAChange() {
        var one = registered(1);
        registered(2);
        var user = subscriber();
        one.disconnect();
        scope.loop.advance(SOON);
        assertThat(identifiers(last(user))).containsExactly(2);
    }

    @Test
    void theEndOfThePoolIsTheLastUpdate() {
        var one = registered(1);
        var user = subscriber();
        one.send(new Deregistration(POOL, new PeIdentifier(1)));
        scope.loop.advance(SOON);
        assertThat(last(user).subscribed()).isFalse();
        assertThat(last(user).causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.UNKNOWN_POOL_HANDLE);

        registered(2);
        scope.loop.advance(SECOND);
        assertThat(user.received).hasSize(2);
        assertThat(identifiers(subscribe(user, POOL))).containsExactly(2);
    }

    @Test
    void anUnknownPoolCannotBeSubscribedTo() {
        var user = user();
        assertThat(subscribe(user, POOL).subscribed()).isFalse();
        registered(1);
        scope.loop.advance(SECOND);
        assertThat(user.received).hasSize(1);
    }

    /** What one user makes of a pool must not make the list of others go round. */
    @Test
    void updatesMoveNothing() {
        registered(1);
        var user = subscriber();
        registered(2);
        registered(3);
        var asks = user();
        var answers = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            asks.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class)
                    .elements()
                    .forEach(element -> answers.append(element.identifier().value()));
        }
        // Element 1 was used by the subscription, after that nobody but this one has.
        assertThat(answers).hasToString("123");
        assertThat(user.count(HandleResolutionResponse.class)).isGreaterThan(1);
    }

    @Test
    void aStormOfChangesIsToldAsFewUpdatesAndTheLastOneIsTrue() {
        var one = registered(1, new Policy.LeastUsed(0));
        var user = subscriber();
        for (int load = 1; load <= 1000; load++) {
            one.send(new Registration(POOL, one.element(1, new Policy.LeastUsed(load), 60)));
            scope.loop.advance(Duration.ofMillis(1));
        }
        scope.loop.advance(SECOND);
        assertThat(user.received.size() - 1).isBetween(9, 12);
        assertThat(last(user).elements().getFirst().policy()).isEqualTo(new Policy.LeastUsed(1000));
    }

    @Test
    void whatChangesTogetherIsToldTogether() {
        registered(1);
        var user = subscriber();
        var two = element(2);
        scope.loop.advance(SOON);
        for (int i = 10; i < 20; i++) {
            two.send(new Registration(POOL, two.element(i, new Policy.RoundRobin(), 60)));
        }
        scope.loop.advance(SECOND);
        two.disconnect();
        scope.loop.advance(SOON);
        assertThat(identifiers(last(user))).containsExactly(1);
        assertThat(user.received.size()).isLessThanOrEqualTo(4);
    }

    @Test
    void subscriptionsEndWithTheAssociation() {
        registered(1);
        subscriber().disconnect();
        scope.loop.advance(SOON);
        registered(2);
        scope.loop.advance(SECOND);
        assertThat(scope.metrics.get(1).updates()).isZero();
    }

    @Test
    void tooManySubscriptionsAreAnsweredWithoutUpdates() {
        limited(new SubscriptionLimits(1, 2, 1000, Duration.ofMillis(100)));
        var element = registered(1);
        element.send(new Registration(PoolHandle.of("other"), element.element(1, new Policy.RoundRobin(), 60)));
        scope.loop.advance(SOON);
        var user = subscriber();
        var second = subscribe(user, PoolHandle.of("other"));
        assertThat(second.subscribed()).isFalse();
        assertThat(second.elements()).hasSize(1);
        subscriber();
        assertThat(subscribe(user(), POOL).subscribed()).isFalse();
        // Once more for the same pool is not one more.
        assertThat(subscribe(user, POOL).subscribed()).isTrue();
    }

    @Test
    void updatesToAllTogetherAreLimitedAndNoneIsForgotten() {
        limited(new SubscriptionLimits(64, 1000, 10, Duration.ofMillis(100)));
        registered(1);
        var subscribers =
                java.util.stream.Stream.generate(this::subscriber).limit(30).toList();
        registered(2);
        assertThat(scope.metrics.get(1).updates()).isLessThanOrEqualTo(11);
        scope.loop.advance(Duration.ofSeconds(3));
        assertThat(subscribers)
                .allSatisfy(user -> assertThat(identifiers(last(user))).containsExactly(1, 2));
    }

    /** Latest state wins: nothing is queued for who does not read but what its send buffer holds. */
    @Test
    void whoDoesNotReadIsToldTheLatestStateOnceItDoes() {
        var element = registered(1, new Policy.LeastUsed(0));
        for (int i = 2; i <= 100; i++) {
            element.send(new Registration(POOL, element.element(i, new Policy.LeastUsed(0), 600)));
        }
        scope.loop.advance(SECOND);
        var user = subscriber();
        user.pause();
        int changes = 500;
        for (int load = 1; load <= changes; load++) {
            element.send(new Registration(POOL, element.element(1, new Policy.LeastUsed(load), 600)));
            scope.loop.advance(Duration.ofMillis(200));
        }
        assertThat(scope.metrics.get(1).updates()).isLessThan(changes);
        user.resume();
        scope.loop.advance(SECOND);
        assertThat(last(user).elements())
                .filteredOn(parameter -> parameter.identifier().value() == 1)
                .extracting(parameter -> parameter.policy())
                .containsExactly(new Policy.LeastUsed(changes));
    }

    /** At a registrar that hears of elements by ENRP only. */
    @Test
    void changesThatPeersTellAreChanges() {
        scope = Scope.running(2, RegistrarProfile.FAST);
        registered(1);
        var user = ScriptedEndpoint.at(scope, "10.0.3.99").connect(2);
        assertThat(subscribe(user, POOL).subscribed()).isTrue();
        var two = registered(2);
        scope.loop.advance(SECOND);
        assertThat(identifiers(last(user))).containsExactly(1, 2);
        two.disconnect();
        scope.loop.advance(SECOND);
        assertThat(identifiers(last(user))).containsExactly(1);
    }

    @Test
    void aPoolWhoseElementsAllHaveWeightZeroCannotServe() {
        registered(1, new Policy.WeightedRandom(0));
        assertThat(subscribe(user(), POOL).causes())
                .extracting(ErrorCause::code)
                .containsExactly(ErrorCause.LACK_OF_RESOURCES);
    }

    private void limited(SubscriptionLimits limits) {
        scope = new Scope(1, RegistrarProfile.FAST);
        scope.limits = RegistrarLimits.DEFAULT
                .withRates(new RegistrarLimits.Rates(1000, 1000, 100, 100, 200))
                .withSubscriptions(limits);
        scope.start(1);
        scope.awaitReady();
    }
}
