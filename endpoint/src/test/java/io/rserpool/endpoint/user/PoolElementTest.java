package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAliveAck;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolElementTest {
    private static final IncomingSessions NONE = _ -> IncomingSession.Handler.IGNORE;
    private final Lab lab = new Lab(1);

    private ScriptedRegistrar homeOf(Lab.Element element) {
        var home = element.registrars.home().orElseThrow().primary();
        return lab.registrars.stream()
                .filter(registrar -> Lab.registrarHost(registrar.id.value()).equals(home.getHostAddress()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void registersFromItsOwnPortAndAgainAtT4() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        assertThat(registrar.associations.getFirst().peer().port()).isEqualTo(Lab.PE_PORT);
        assertThat(lab.pools.get(Lab.POOL)).containsOnlyKeys(element.element.identifier());
        lab.advance(AsapTimers.FAST.t4Reregistration().multipliedBy(3).plusMillis(100));
        assertThat(registrar.received(Registration.class)).hasSize(4).allSatisfy(registration -> assertThat(
                        registration.element().registrationLife())
                .isEqualTo(30));
        assertThat(element.events).containsExactly("registered 10.0.1.1:3863");
    }

    @Test
    void registersOnceARegistrarComesUp() {
        var registrar = lab.registrar(1);
        lab.network.crash(Lab.registrarHost(1));
        var element = lab.element(7, NONE);
        element.element.register();
        lab.advance(Duration.ofSeconds(20));
        assertThat(element.element.state()).isEqualTo(PoolElement.State.REGISTERING);
        lab.registrars.remove(registrar);
        lab.registrar(1);
        var took =
                lab.loop.runUntil(Duration.ofSeconds(5), () -> element.element.state() == PoolElement.State.REGISTERED);
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void registersWithAnotherRegistrarWhenItsHomeDies() {
        lab.registrar(1);
        lab.registrar(2);
        lab.registrar(3);
        var element = lab.registeredElement(7, NONE);
        lab.network.crash(Lab.registrarHost(homeOf(element).id.value()));
        // A heartbeat, then its retransmissions; then hunt and registration.
        var budget = AsapTimers.FAST.registrarHeartbeat().plusSeconds(2);
        lab.loop.runUntil(budget, () -> element.events.size() == 2);
        assertThat(element.events.get(1)).startsWith("registered").isNotEqualTo(element.events.getFirst());
    }

    /** It may only be slow, and there is no other. */
    @Test
    void theOnlyRegistrarIsLostWhenItIsDeadNotBefore() {
        lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        lab.network.freeze(Lab.registrarHost(1), true);
        lab.advance(Duration.ofSeconds(9));
        lab.network.thaw(Lab.registrarHost(1));
        lab.advance(Duration.ofSeconds(5));
        assertThat(element.events).hasSize(1);
        lab.network.crash(Lab.registrarHost(1));
        var dead = VirtualNetwork.failureTime(lab.sctp.withHeartbeatInterval(AsapTimers.FAST.registrarHeartbeat()));
        lab.loop.runUntil(dead.plusSeconds(1), () -> element.events.contains("lost"));
    }

    @Test
    void goesToAnotherRegistrarWhenItsHomeDoesNotAnswer() {
        lab.registrar(1);
        lab.registrar(2);
        var element = lab.registeredElement(7, NONE);
        var deaf = homeOf(element);
        deaf.silent = true;
        deaf.endpoint.listen(association -> {
            association.abort("deaf");
            return deaf;
        });
        // The next re-registration finds out.
        var budget = AsapTimers.FAST.t4Reregistration().plusSeconds(5);
        lab.loop.runUntil(budget, () -> element.events.size() == 3);
        assertThat(homeOf(element)).isNotSameAs(deaf);
    }

    @Test
    void saysWhyItWasRefusedAndTriesAgain() {
        var registrar = lab.registrar(1);
        registrar.refusal = List.of(ErrorCause.of(ErrorCause.INCONSISTENT_POOLING_POLICY));
        var element = lab.element(7, NONE);
        element.element.register();
        lab.run(() -> element.element.state() == PoolElement.State.REFUSED);
        assertThat(element.events).containsExactly("refused the pool has another policy");
        registrar.refusal = List.of();
        lab.loop.runUntil(
                AsapTimers.FAST.t4Reregistration().plusMillis(100),
                () -> element.element.state() == PoolElement.State.REGISTERED);
    }

    /** RFC 5352 section 2.2.4: the registrar says unasked that the registration has ended. */
    @Test
    void aRefusedElementWaitsForT4WhateverItsLoadDoes() {
        var registrar = lab.registrar(1);
        registrar.refusal = List.of(ErrorCause.of(ErrorCause.INCONSISTENT_POOLING_POLICY));
        var element = lab.element(7, NONE);
        element.element.register();
        for (int load = 1; load <= 20; load++) {
            element.element.updatePolicy(new Policy.LeastUsed(load));
            lab.advance(Duration.ofMillis(100));
        }
        assertThat(element.element.state()).isEqualTo(PoolElement.State.REFUSED);
        assertThat(registrar.received(Registration.class)).hasSize(1);
        registrar.refusal = List.of();
        lab.advance(AsapTimers.FAST.t4Reregistration());
        assertThat(element.element.state()).isEqualTo(PoolElement.State.REGISTERED);
        assertThat(registrar.received(Registration.class).getLast().element().policy())
                .isEqualTo(new Policy.LeastUsed(20));
    }

    @Test
    void aListenerMayDeregisterTheElementItIsToldOf() {
        var registrar = lab.registrar(1);
        var host = lab.registeredElement(7, NONE);
        var told = new AtomicInteger();
        var element = new PoolElement[1];
        element[0] = new PoolElement(
                host.registrars,
                Lab.POOL,
                new PeIdentifier(8),
                Lab.transport(7),
                new Policy.RoundRobin(),
                new PoolElement.Listener() {
                    @Override
                    public void onRegistered(EndpointAddress home) {
                        told.incrementAndGet();
                        element[0].deregister(() -> {});
                    }
                });
        element[0].register();
        lab.advance(AsapTimers.FAST.t4Reregistration().multipliedBy(3));
        assertThat(told).hasValue(1);
        assertThat(element[0].state()).isEqualTo(PoolElement.State.IDLE);
        assertThat(registrar.pools.get(Lab.POOL)).containsOnlyKeys(new PeIdentifier(7));
    }

    @Test
    void registersAgainWhenTheRegistrarLetItExpire() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE).element;
        registrar.send(
                registrar.associations.getFirst(),
                new AsapMessage.DeregistrationResponse(Lab.POOL, element.identifier(), List.of()));
        lab.run(() -> registrar.received(Registration.class).size() == 2);
        assertThat(element.state()).isEqualTo(PoolElement.State.REGISTERED);
    }

    @Test
    void aHomeThatSaysSoAgainChangesNothing() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        registrar.send(
                registrar.associations.getFirst(),
                new AsapMessage.EndpointKeepAlive(registrar.id, Lab.POOL, true, null));
        lab.advance(Duration.ofSeconds(1));
        assertThat(registrar.received(AsapMessage.EndpointKeepAliveAck.class)).hasSize(1);
        assertThat(registrar.received(Registration.class)).hasSize(1);
        assertThat(element.registrars.homeId()).isEqualTo(registrar.id);
    }

    /** RFC 5352 section 3.1: never again without correcting the error. */
    @Test
    void aWrongRequestIsNotRepeatedUnchanged() {
        var registrar = lab.registrar(1);
        registrar.refusal = List.of(ErrorCause.of(ErrorCause.INVALID_VALUES));
        var element = lab.element(7, NONE);
        element.element.register();
        lab.run(() -> element.element.state() == PoolElement.State.REFUSED);
        registrar.refusal = List.of();
        lab.advance(Duration.ofHours(1));
        assertThat(registrar.received(Registration.class)).hasSize(1);

        element.element.updatePolicy(new Policy.LeastUsed(5));
        lab.advance(AsapTimers.FAST.t4Reregistration());
        lab.run(() -> element.element.state() == PoolElement.State.REGISTERED);
    }

    @Test
    void reregistersWellBeforeTheEndOfTheRegistration() {
        assertThat(AsapTimers.RFC.reregistrationInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(AsapTimers.RSPLIB.reregistrationInterval()).isEqualTo(Duration.ofSeconds(30));
        assertThat(AsapTimers.FAST.reregistrationInterval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(life(Duration.ofSeconds(60))).isEqualTo(Duration.ofSeconds(40));
        assertThat(life(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(15));
    }

    private static Duration life(Duration life) {
        var rfc = AsapTimers.RFC;
        return new AsapTimers(
                        rfc.t1Request(),
                        rfc.t2Registration(),
                        rfc.t3Deregistration(),
                        rfc.t4Reregistration(),
                        rfc.registrarHeartbeat(),
                        rfc.t5ServerHunt(),
                        rfc.retranMax(),
                        rfc.maxRegistrationAttempts(),
                        rfc.maxRequestRetransmit(),
                        life,
                        rfc.lifeUnit(),
                        rfc.staleCacheValue())
                .reregistrationInterval();
    }

    @Test
    void tellsNewPolicyValuesAtOnce() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE).element;
        element.updatePolicy(new Policy.LeastUsed(5));
        element.updatePolicy(new Policy.LeastUsed(6));
        element.updatePolicy(new Policy.LeastUsed(6));
        lab.advance(Duration.ofMillis(100));
        assertThat(registrar.received(Registration.class))
                .extracting(registration -> registration.element().policy())
                .containsExactly(new Policy.RoundRobin(), new Policy.LeastUsed(5), new Policy.LeastUsed(6));
    }

    @Test
    void deregistersAndMayComeBack() {
        lab.registrar(1);
        var element = lab.registeredElement(7, NONE).element;
        var done = new AtomicInteger();
        element.deregister(done::incrementAndGet);
        element.deregister(done::incrementAndGet);
        lab.run(() -> done.get() == 2);
        assertThat(lab.pools).isEmpty();
        assertThat(element.state()).isEqualTo(PoolElement.State.IDLE);
        lab.advance(Duration.ofSeconds(20));
        assertThat(lab.pools).isEmpty();
        element.register();
        lab.run(() -> element.state() == PoolElement.State.REGISTERED);
        assertThat(lab.pools).isNotEmpty();
    }

    @Test
    void doesNotWaitForeverForADeregistrationThatNobodyAnswers() {
        lab.registrar(1);
        var element = lab.registeredElement(7, NONE).element;
        lab.network.crash(Lab.registrarHost(1));
        var done = new AtomicInteger();
        element.deregister(done::incrementAndGet);
        var took = lab.loop.runUntil(Duration.ofSeconds(10), () -> done.get() == 1);
        assertThat(took).isLessThanOrEqualTo(AsapTimers.FAST.t3Deregistration().multipliedBy(3));
    }

    @Test
    void answersKeepAlivesOfItsPoolsOnly() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        var association = registrar.associations.getFirst();
        registrar.send(association, new EndpointKeepAlive(registrar.id, PoolHandle.of("other"), false, null));
        registrar.send(association, new EndpointKeepAlive(registrar.id, Lab.POOL, false, null));
        lab.advance(Duration.ofMillis(100));
        assertThat(registrar.received(EndpointKeepAliveAck.class))
                .containsExactly(new EndpointKeepAliveAck(Lab.POOL, element.element.identifier()));
        assertThat(element.registrars.homeId()).isEqualTo(new ServerId(1));
    }

    @Test
    void aTakingOverRegistrarBecomesHomeAndKnowsTheElementAtOnce() {
        lab.registrar(1);
        lab.registrar(2);
        var element = lab.registeredElement(7, NONE);
        lab.advance(Duration.ofMillis(100)); // the hunt's other attempts are over
        var first = homeOf(element);
        var other = lab.registrars.get(first == lab.registrars.getFirst() ? 1 : 0);
        other.takeOver(Lab.elementAddress(7), Lab.POOL);
        lab.run(() ->
                homeOf(element) == other && !other.received(Registration.class).isEmpty());
        assertThat(other.received(EndpointKeepAliveAck.class)).hasSize(1);
        assertThat(element.registrars.homeId()).isEqualTo(other.id);
    }

    /** The association that the registrar initiated is of no use any more, though it was never seen to go down. */
    @Test
    void aHomeThatTookOverAndFellSilentIsFoundAgain() {
        lab.registrar(1);
        lab.registrar(2);
        var element = lab.registeredElement(7, NONE);
        lab.advance(Duration.ofMillis(100)); // the hunt's other attempts are over
        var first = homeOf(element);
        var other = lab.registrars.get(first == lab.registrars.getFirst() ? 1 : 0);
        other.takeOver(Lab.elementAddress(7), Lab.POOL);
        lab.run(() -> element.acceptor.associations() == 1 && homeOf(element) == other);
        lab.network.crash(Lab.registrarHost(first.id.value()));
        other.silent = true;
        lab.advance(AsapTimers.FAST.t4Reregistration().plusSeconds(3));
        assertThat(element.element.state()).isEqualTo(PoolElement.State.REGISTERING);
        other.silent = false;
        lab.run(() -> element.element.state() == PoolElement.State.REGISTERED);
        assertThat(element.acceptor.associations()).isZero();
    }

    @Test
    void aStrangerCannotMakeItselfHome() {
        lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        var stranger = new ScriptedRegistrar(lab.network.start("10.0.9.9"), 666);
        stranger.takeOver(Lab.elementAddress(7), Lab.POOL);
        lab.advance(Duration.ofSeconds(1));
        assertThat(homeOf(element).id.value()).isEqualTo(1);
        assertThat(stranger.received(Registration.class)).isEmpty();
        assertThat(lab.metrics.protocolErrors.sum()).isPositive();
    }

    @Test
    void garbageFromARegistrarIsCountedAndHarmsNothing() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        var association = registrar.associations.getFirst();
        association.send(0, 11, java.nio.ByteBuffer.wrap(new byte[] {3, 0, 0, 99, 1}));
        registrar.send(association, new AsapMessage.Error(List.of(ErrorCause.of(0))));
        lab.advance(Duration.ofSeconds(1));
        assertThat(element.element.state()).isEqualTo(PoolElement.State.REGISTERED);
        assertThat(lab.metrics.protocolErrors.sum()).isEqualTo(1);
    }

    @Test
    void elementsOfOneProcessShareTheAssociation() {
        var registrar = lab.registrar(1);
        var element = lab.registeredElement(7, NONE);
        var second = new PoolElement(
                element.registrars,
                PoolHandle.of("second"),
                element.element.identifier(),
                Lab.transport(7),
                new Policy.Random(),
                PoolElement.Listener.IGNORE);
        second.register();
        lab.run(() -> second.state() == PoolElement.State.REGISTERED);
        assertThat(registrar.associations).hasSize(1);
        assertThat(lab.pools).hasSize(2);
    }

    @Test
    void namesStandForAllTheirAddressesAndAreResolvedAgain() {
        lab.registrar(1);
        var answers = new java.util.ArrayList<InetAddress>();
        var endpoint = lab.network.start("10.0.4.1").open(0, SctpOptions.FAST);
        var options = new RegistrarOptions(List.of(new RegistrarAddress("registrars", 3863)), AsapTimers.FAST);
        AddressResolver resolver = (_, result) -> lab.loop.execute(() -> result.accept(List.copyOf(answers)));
        var registrars = new Registrars(endpoint, lab.loop, options, resolver, lab.random, lab.metrics);
        registrars.start();
        lab.advance(Duration.ofSeconds(3));
        assertThat(registrars.home()).isEmpty();
        answers.add(InetAddress.ofLiteral("10.0.1.200"));
        answers.add(InetAddress.ofLiteral(Lab.registrarHost(1)));
        lab.run(() -> registrars.home().isPresent());
        assertThat(registrars.home()).contains(EndpointAddress.of(InetAddress.ofLiteral("10.0.1.1"), 3863, 9899));
    }
}
