package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.authorisation.Denial;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.identity.Role;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A registrar of a scope in which security is required: what elements and users with and without identities get. */
class SecuredRegistrarTest {
    private static final PoolHandle OTHER_POOL = PoolHandle.of("OtherPool");
    private static final Policy RR = new Policy.RoundRobin();
    private static final Duration SOON = Duration.ofMillis(500);

    private final Scope scope = Scope.secured(1, RegistrarProfile.FAST);

    private ScriptedEndpoint element(int number) {
        scope.identify(Scope.elementAddress(number), Role.POOL_ELEMENT, POOL);
        return ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(1);
    }

    private ScriptedEndpoint registered(int number) {
        var element = element(number);
        element.register(number);
        scope.loop.advance(SOON);
        assertThat(scope.element(1, number)).isNotNull();
        return element;
    }

    private ScriptedEndpoint user(int number, PoolHandle pool) {
        var address = "10.0.3." + number;
        scope.identify(address, Role.POOL_USER, pool);
        return ScriptedEndpoint.at(scope, address).connect(1);
    }

    private HandleResolutionResponse resolve(ScriptedEndpoint who, PoolHandle pool) {
        return who.ask(scope.loop, new HandleResolution(pool, false, 10), HandleResolutionResponse.class);
    }

    private void assertDenied(Denial denial) {
        assertThat(scope.metrics.get(1).countDenied(denial)).as("%s", denial).isPositive();
    }

    private static void assertForSecurity(List<ErrorCause> causes) {
        assertThat(causes).extracting(ErrorCause::code).containsExactly(ErrorCause.REJECTED_FOR_SECURITY);
    }

    private void assertRefused(ScriptedEndpoint who, Registration request, Denial denial) {
        var response = who.ask(scope.loop, request, RegistrationResponse.class);
        assertThat(response.rejected()).isTrue();
        assertForSecurity(response.causes());
        assertDenied(denial);
        assertThat(scope.registrars.get(1).handlespace().pool(request.handle())).isNull();
    }

    @Test
    void elementsRegisterResolveAndDeregister() {
        var element = registered(1);
        assertThat(resolve(element, POOL).elements()).hasSize(1);
        scope.loop.advance(scope.profile.keepAlivePeriod().multipliedBy(3));
        assertThat(element.count(EndpointKeepAlive.class)).isPositive();
        assertThat(scope.element(1, 1)).as("its keep-alives are believed").isNotNull();
        var response =
                element.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertThat(response.causes()).isEmpty();
        assertThat(scope.element(1, 1)).isNull();
    }

    @Test
    void whoIsNotOfTheScopeIsTurnedAway() {
        registered(1);
        scope.network.setIdentity("10.0.3.2", Scope.member("10.0.3.2", "other", Role.POOL_USER, POOL, "10.0.3.2"));
        for (var address : List.of("10.0.3.1", "10.0.3.2")) {
            var stranger = ScriptedEndpoint.at(scope, address).connect(1);
            stranger.send(new HandleResolution(POOL, true, 10));
            scope.loop.advance(SOON);
            assertThat(stranger.received).isEmpty();
            assertThat(stranger.downs).containsExactly(DownReason.ABORTED);
        }
        assertDenied(Denial.NO_IDENTITY);
        assertDenied(Denial.OTHER_SCOPE);
    }

    @Test
    void nobodyRegistersInAPoolThatItMayNotServe() {
        var element = element(1);
        assertRefused(element, new Registration(OTHER_POOL, element.element(1, RR, 60)), Denial.HANDLE);
        var user = user(1, POOL);
        assertRefused(user, new Registration(POOL, user.element(1, RR, 60)), Denial.NO_POOL_ELEMENT);
    }

    @Test
    void nobodyRegistersAnAddressThatIsNotInItsCertificate() {
        var element = element(1);
        var others = new TransportParameter.Sctp(
                ScriptedEndpoint.PORT,
                TransportUse.DATA_PLUS_CONTROL,
                List.of(InetAddress.ofLiteral(Scope.elementAddress(2))));
        var mine = element.element(1, RR, 60);
        var elsewhere =
                new PoolElementParameter(mine.identifier(), mine.home(), mine.registrationLife(), others, RR, null);
        assertRefused(element, new Registration(POOL, elsewhere), Denial.USER_ADDRESS);
    }

    @Test
    void nobodyRegistersFromAnAddressThatIsNotInItsCertificate() {
        var address = Scope.elementAddress(1);
        scope.network.setIdentity(address, Scope.member(address, Scope.NAME, Role.POOL_ELEMENT, POOL, "10.0.2.77"));
        var element = ScriptedEndpoint.at(scope, address).connect(1);
        var claimed = new TransportParameter.Sctp(
                ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral("10.0.2.77")));
        var parameter = new PoolElementParameter(new PeIdentifier(1), element.home, 60, claimed, RR, null);
        assertRefused(element, new Registration(POOL, parameter), Denial.ASAP_ADDRESS);
    }

    @Test
    void anIdentifierBelongsToWhoHasRegisteredItWhileThatLives() {
        var first = registered(1);
        var second = element(2);
        var taken = new Registration(POOL, second.element(1, RR, 60));
        for (int i = 0; i < 10; i++) {
            var response = second.ask(scope.loop, taken, RegistrationResponse.class);
            assertThat(response.causes())
                    .extracting(ErrorCause::code)
                    .containsExactly(ErrorCause.NON_UNIQUE_PE_IDENTIFIER);
            scope.loop.advance(SOON);
        }
        assertDenied(Denial.OTHERS_ELEMENT);
        var ended = second.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertForSecurity(ended.causes());
        assertThat(scope.element(1, 1).parameter().userTransport())
                .isEqualTo(first.element(1, RR, 60).userTransport());
        assertThat(first.count(EndpointKeepAlive.class))
                .as("it was asked whether it lives")
                .isBetween(1L, 8L);

        first.acknowledges = false;
        second.ask(scope.loop, taken, RegistrationResponse.class);
        scope.loop.advance(scope.profile.keepAliveTimeout().plus(SOON).plusSeconds(1));
        assertThat(second.ask(scope.loop, taken, RegistrationResponse.class).rejected())
                .as("its owner is gone")
                .isFalse();
    }

    @Test
    void nobodyTakesAnElementThatAnotherRegistrarIsHomeTo() {
        var both = Scope.secured(2, RegistrarProfile.FAST);
        both.identify(Scope.elementAddress(1), Role.POOL_ELEMENT, POOL);
        both.identify(Scope.elementAddress(2), Role.POOL_ELEMENT, POOL);
        ScriptedEndpoint.at(both, Scope.elementAddress(1)).connect(1).register(1);
        both.loop.advance(SOON);
        assertThat(both.element(2, 1)).isNotNull();
        var second = ScriptedEndpoint.at(both, Scope.elementAddress(2)).connect(2);
        second.register(1);
        second.send(new Deregistration(POOL, new PeIdentifier(1)));
        both.loop.advance(SOON);
        assertThat(both.element(1, 1).home()).isEqualTo(both.id(1));
        assertThat(both.copiesAgree()).isTrue();
        assertThat(both.metrics.get(2).countDenied(Denial.OTHERS_ELEMENT)).isEqualTo(2);
    }

    @Test
    void aUserResolvesOnlyPoolsThatItMayUse() {
        registered(1);
        assertThat(resolve(user(1, POOL), POOL).elements()).hasSize(1);
        var other = user(2, OTHER_POOL);
        var response = resolve(other, POOL);
        assertThat(response.elements()).isEmpty();
        assertForSecurity(response.causes());
        assertDenied(Denial.HANDLE);
        assertThat(scope.metrics.get(1).countRefused(ErrorCause.REJECTED_FOR_SECURITY))
                .isEqualTo(1);
    }

    @Test
    void whatIsNotAllowedIsNotSubscribedToEither() {
        var other = user(1, OTHER_POOL);
        other.send(new HandleResolution(POOL, true, 10));
        scope.loop.advance(SOON);
        other.received.clear();
        registered(1);
        scope.loop.advance(SOON);
        assertThat(other.received).isEmpty();
    }

    @Test
    void onlyUsersOfAPoolReportItsElements() {
        var element = registered(1);
        var before = element.count(EndpointKeepAlive.class);
        user(1, OTHER_POOL).send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        element.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        scope.loop.advance(Duration.ofMillis(100));
        assertDenied(Denial.HANDLE);
        assertDenied(Denial.NO_POOL_USER);
        assertThat(element.count(EndpointKeepAlive.class)).isEqualTo(before);
        user(2, POOL).send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(element.count(EndpointKeepAlive.class)).isEqualTo(before + 1);
    }

    @Test
    void aHundredReportsASecondDoNotHarmElementsThatLive() {
        var elements = List.of(registered(1), registered(2), registered(3));
        var liar = user(1, POOL);
        var honest = user(2, POOL);
        var seconds = 180;
        for (int i = 0; i < 100 * seconds; i++) {
            liar.send(new EndpointUnreachable(POOL, new PeIdentifier(1 + i % 3)));
            scope.loop.advance(Duration.ofMillis(10));
            if (i % 100 == 0) {
                elements.forEach(element -> element.register(1 + elements.indexOf(element)));
                assertThat(resolve(honest, POOL).elements()).hasSize(3);
            }
            assertThat(scope.elements(1)).isEqualTo(3);
        }
        for (var element : elements) {
            assertThat(element.count(EndpointKeepAlive.class))
                    .as("asked about once a second, whoever reports how often")
                    .isBetween(seconds / 2L, seconds * 5L / 4);
        }
    }

    @Test
    void anElementThatIsReportedAndDoesNotAnswerIsGone() {
        var dead = registered(1);
        dead.acknowledges = false;
        user(1, POOL).send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        scope.loop.advance(scope.profile.keepAliveTimeout().plusMillis(300));
        assertThat(scope.element(1, 1)).isNull();
    }

    private static Scope scopeWhoseElementDiesWithItsHome(String address) {
        var both = Scope.secured(2, RegistrarProfile.FAST);
        both.identify(address, Role.POOL_ELEMENT, POOL);
        ScriptedEndpoint.at(both, address).connect(1).register(1);
        both.loop.advance(SOON);
        both.crash(1);
        both.network.crash(address);
        return both;
    }

    /** After a takeover its new home associates with an element: whoever is at its address now is asked who it is. */
    @Test
    void aStrangerAtTheAddressOfAnElementIsAskedNothing() {
        var address = Scope.elementAddress(1);
        var both = scopeWhoseElementDiesWithItsHome(address);
        both.network.setIdentity(address, Scope.member(address, "other", Role.POOL_ELEMENT, POOL, address));
        var stranger = ScriptedEndpoint.at(both, address);
        both.loop.advance(both.takeoverBudget().plus(both.profile.keepAlivePeriod()));
        assertThat(stranger.received).isEmpty();
        assertThat(both.elements(2)).isZero();
        assertThat(both.metrics.get(2).countDenied(Denial.OTHER_SCOPE)).isPositive();
    }

    /** It is of the scope, but not of the pool: what it answers is not the element's word. */
    @Test
    void anElementOfAnotherPoolDoesNotVouchForIt() {
        var address = Scope.elementAddress(1);
        var both = scopeWhoseElementDiesWithItsHome(address);
        both.identify(address, Role.POOL_ELEMENT, OTHER_POOL);
        var other = ScriptedEndpoint.at(both, address);
        both.loop.advance(both.takeoverBudget().plus(both.profile.keepAlivePeriod()));
        assertThat(other.count(EndpointKeepAlive.class)).isPositive();
        assertThat(both.elements(2)).isZero();
        assertThat(both.metrics.get(2).countDenied(Denial.HANDLE)).isPositive();
    }
}
