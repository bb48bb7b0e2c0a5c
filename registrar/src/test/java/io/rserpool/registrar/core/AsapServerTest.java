package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.asap.AsapMessage.Deregistration;
import io.rserpool.protocol.asap.AsapMessage.DeregistrationResponse;
import io.rserpool.protocol.asap.AsapMessage.EndpointKeepAlive;
import io.rserpool.protocol.asap.AsapMessage.EndpointUnreachable;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.codec.ParameterWriter;
import io.rserpool.protocol.codec.PolicyCodec;
import io.rserpool.protocol.codec.PoolElementCodec;
import io.rserpool.protocol.codec.TransportCodec;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.registrar.domain.Dropped;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One registrar, and what elements and users may ask of it. */
class AsapServerTest {
    private static final Policy RR = new Policy.RoundRobin();

    private Scope scope = Scope.running(1, RegistrarProfile.FAST);

    private ScriptedEndpoint element(int number) {
        return ScriptedEndpoint.at(scope, Scope.elementAddress(number)).connect(1);
    }

    private RegistrationResponse register(ScriptedEndpoint endpoint, PoolElementParameter element) {
        return endpoint.ask(scope.loop, new Registration(POOL, element), RegistrationResponse.class);
    }

    private void assertRefused(RegistrationResponse response, int cause) {
        assertThat(response.rejected()).isTrue();
        assertThat(response.causes()).extracting(ErrorCause::code).containsExactly(cause);
        assertThat(scope.metrics.get(1).countRefused(cause)).isPositive();
    }

    @Test
    void registersResolvesDeregisters() {
        var element = element(1);
        var user = element(2);

        assertThat(register(element, element.element(1, RR, 60)).rejected()).isFalse();
        var found = user.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class);
        assertThat(found.policy()).isEqualTo(RR);
        assertThat(found.elements()).singleElement().satisfies(parameter -> {
            assertThat(parameter.identifier()).isEqualTo(new PeIdentifier(1));
            assertThat(parameter.home()).isEqualTo(scope.id(1));
            assertThat(parameter.asapTransport()).isNull();
        });

        var gone = element.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertThat(gone.causes()).isEmpty();
        var again =
                element.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertThat(again.causes()).isEmpty();
        var lost = user.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class);
        assertThat(lost.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.UNKNOWN_POOL_HANDLE);
    }

    @Test
    void resolutionsFollowThePolicyAndTheNumberAskedFor() {
        for (int i = 1; i <= 4; i++) {
            var element = element(i);
            register(element, element.element(i, RR, 60));
        }
        var user = element(9);
        var answers = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            user.ask(scope.loop, new HandleResolution(POOL, false, 2), HandleResolutionResponse.class)
                    .elements()
                    .forEach(element -> answers.append(element.identifier().value()));
        }
        assertThat(answers).hasToString("12233441");
        var all = user.ask(scope.loop, new HandleResolution(POOL, false, 0), HandleResolutionResponse.class);
        assertThat(all.elements()).hasSize(4);
    }

    @Test
    void refusesWhatDoesNotFitThePool() {
        var one = element(1);
        var two = element(2);
        register(one, one.element(1, RR, 60));

        var otherPolicy = register(two, two.element(2, new Policy.Random(), 60));
        assertRefused(otherPolicy, ErrorCause.INCONSISTENT_POOLING_POLICY);
        assertThat(otherPolicy.causes().getFirst().hexInformation()).isEqualTo("0008000800000001");
        var good = two.element(2, RR, 60);
        var tcp = new TransportParameter.Tcp(80, two.address());
        assertRefused(register(two, with(good, tcp)), ErrorCause.INCONSISTENT_TRANSPORT_TYPE);
        var dataOnly =
                new TransportParameter.Sctp(ScriptedEndpoint.PORT, TransportUse.DATA_ONLY, List.of(two.address()));
        assertRefused(register(two, with(good, dataOnly)), ErrorCause.INCONSISTENT_DATA_CONTROL);
        assertThat(scope.elements(1)).isEqualTo(1);
    }

    /** Each with the offending parameter (RFC 5354 section 3.12.4). */
    @Test
    void refusesInvalidValues() {
        var one = element(1);
        for (var bad : List.of(one.element(0, RR, 60), one.element(1, RR, 0), one.element(1, RR, -2))) {
            assertInvalid(register(one, bad), writer -> PoolElementCodec.encode(bad, writer));
        }
        var unknown = new Policy.Unknown(0x4000_0077, "");
        assertInvalid(register(one, one.element(1, unknown, 60)), writer -> PolicyCodec.encode(unknown, writer));
        var stranger = new TransportParameter.Sctp(
                ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral("10.9.9.9")));
        assertInvalid(
                register(one, with(one.element(1, RR, 60), stranger)),
                writer -> TransportCodec.encode(stranger, writer));
        assertThat(scope.elements(1)).isZero();
    }

    private static void assertInvalid(RegistrationResponse response, Consumer<ParameterWriter> parameter) {
        assertThat(response.rejected()).isTrue();
        assertThat(response.causes())
                .containsExactly(ErrorCause.of(ErrorCause.INVALID_VALUES, ParameterWriter.bytesOf(parameter)));
    }

    @Test
    void nobodyIsReachedAtPortZero() {
        var one = element(1);
        for (var transport : List.of(
                new TransportParameter.Tcp(0, one.address()),
                new TransportParameter.Udp(0, one.address()),
                new TransportParameter.UdpLite(0, one.address()),
                new TransportParameter.Dccp(0, 1, one.address()),
                new TransportParameter.Sctp(0, TransportUse.DATA_ONLY, List.of(one.address())))) {
            assertInvalid(
                    register(one, with(one.element(1, RR, 60), transport)),
                    writer -> TransportCodec.encode(transport, writer));
        }
        var opaque = TransportParameter.Opaque.of(new byte[] {1, 2, 3, 4});
        assertThat(register(one, with(one.element(1, RR, 60), opaque)).rejected())
                .as("an opaque transport has no port")
                .isFalse();
    }

    @Test
    void theOverallPolicyHasTheValuesOfTheFirstElementNow() {
        var one = element(1);
        var two = element(2);
        register(one, one.element(1, new Policy.LeastUsed(10), 60));
        register(two, two.element(2, new Policy.LeastUsed(20), 60));
        assertThat(resolve(two).policy()).isEqualTo(new Policy.LeastUsed(10));
        register(one, one.element(1, new Policy.LeastUsed(15), 60));
        assertThat(resolve(two).policy()).isEqualTo(new Policy.LeastUsed(15));
        register(one, one.element(1, new Policy.LeastUsed(30), 60));
        assertThat(resolve(two).policy()).isEqualTo(new Policy.LeastUsed(20));
        var refused = register(one, one.element(3, RR, 60));
        one.send(new Deregistration(POOL, new PeIdentifier(1)));
        scope.loop.advance(Duration.ofMillis(50));
        assertThat(refused.causes())
                .containsExactly(ErrorCause.of(
                        ErrorCause.INCONSISTENT_POOLING_POLICY,
                        ParameterWriter.bytesOf(writer -> PolicyCodec.encode(new Policy.LeastUsed(30), writer))));
        assertThat(resolve(two).policy()).isEqualTo(new Policy.LeastUsed(20));
    }

    private HandleResolutionResponse resolve(ScriptedEndpoint user) {
        return user.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class);
    }

    /** RSPLIB aborts on more than 32 bytes; the RFCs know no limit. */
    @Test
    void handlesMayBeLong() {
        var one = element(1);
        var handle = PoolHandle.of("h".repeat(300));
        var registered =
                one.ask(scope.loop, new Registration(handle, one.element(1, RR, 60)), RegistrationResponse.class);
        assertThat(registered.rejected()).isFalse();
        assertThat(one.ask(scope.loop, new HandleResolution(handle, false, 1), HandleResolutionResponse.class)
                        .elements())
                .hasSize(1);
    }

    @Test
    void addressesMustBeTheAssociationsWhateverTheTransport() {
        var one = element(1);
        var foreign = InetAddress.ofLiteral("10.9.9.9");
        var good = one.element(1, RR, 60);
        for (var transport : List.of(
                new TransportParameter.Tcp(80, foreign),
                new TransportParameter.Udp(80, foreign),
                new TransportParameter.UdpLite(80, foreign),
                new TransportParameter.Dccp(80, 1, foreign),
                new TransportParameter.Sctp(80, TransportUse.DATA_ONLY, List.of(one.address(), foreign)))) {
            var refused = register(one, with(good, transport));
            assertRefused(refused, ErrorCause.INVALID_VALUES);
        }
        assertThat(register(one, with(good, new TransportParameter.Tcp(80, one.address())))
                        .rejected())
                .isFalse();
    }

    @Test
    void withTheRsplibProfileTheAddressesThatTheAssociationHasAreTaken() {
        scope = Scope.running(1, RegistrarProfile.RSPLIB);
        var one = element(1);
        var foreign = InetAddress.ofLiteral("10.9.9.9");
        var both = new TransportParameter.Sctp(
                ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, List.of(foreign, one.address()));
        var none = new TransportParameter.Sctp(ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, List.of(foreign));

        assertThat(register(one, with(one.element(1, RR, 60_000), both))).satisfies(granted -> {
            assertThat(granted.rejected()).isFalse();
            assertThat(granted.causes()).isEmpty();
        });
        assertThat(scope.element(1, 1).parameter().userTransport())
                .isEqualTo(new TransportParameter.Sctp(
                        ScriptedEndpoint.PORT, TransportUse.DATA_PLUS_CONTROL, List.of(one.address())));
        assertRefused(register(one, with(one.element(2, RR, 60_000), none)), ErrorCause.INVALID_VALUES);
    }

    /** RFC: exceeds MAX-BAD-PE-REPORT; RSPLIB: reaches it, and a re-registration forgives nothing. */
    @Test
    void reportsAreForgottenAtReregistrationButNotInTheRsplibProfile() {
        assertThat(reportsBetweenReregistrations(RegistrarProfile.RFC)).isEqualTo(10);
        assertThat(reportsBetweenReregistrations(RegistrarProfile.RSPLIB)).isEqualTo(3);
    }

    /** Up to 10, until the element is removed. */
    private int reportsBetweenReregistrations(RegistrarProfile profile) {
        scope = Scope.running(1, profile);
        var one = element(1);
        var user = element(2);
        register(one, one.element(1, RR, 3_600_000));
        int reports = 0;
        while (reports < 10 && scope.elements(1) == 1) {
            user.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
            scope.loop.advance(Duration.ofMillis(50));
            reports++;
            if (scope.elements(1) == 1) {
                register(one, one.element(1, RR, 3_600_000));
            }
        }
        return reports;
    }

    @Test
    void refusesAnIdentifierThatAnotherElementHas() {
        var one = element(1);
        var two = element(2);
        register(one, one.element(1, RR, 60));
        assertRefused(register(two, two.element(1, RR, 60)), ErrorCause.NON_UNIQUE_PE_IDENTIFIER);
        assertThat(register(one, one.element(1, RR, 60)).rejected()).isFalse();
    }

    @Test
    void refusesMoreThanItsLimits() {
        scope = new Scope(1, RegistrarProfile.FAST);
        scope.limits = RegistrarLimits.DEFAULT
                .withHandlespace(new HandlespaceLimits(2, 3, 2, 2))
                .withRates(new RegistrarLimits.Rates(5, 5, 5, 5, 200))
                .withAssociations(100, 8);
        scope.start(1);
        scope.awaitReady();
        var one = element(1);
        register(one, one.element(1, RR, 60));
        register(one, one.element(2, RR, 60));
        assertRefused(register(one, one.element(3, RR, 60)), ErrorCause.LACK_OF_RESOURCES);
        var two = element(2);
        assertRefused(register(two, two.element(4, RR, 60)), ErrorCause.LACK_OF_RESOURCES);

        for (int i = 0; i < 20; i++) {
            two.send(new HandleResolution(POOL, false, 1));
        }
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(scope.metrics.get(1).countRefused(ErrorCause.LACK_OF_RESOURCES))
                .isEqualTo(2 + 15);
        // Others are not affected, and a second later nor is the one.
        assertThat(one.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class)
                        .causes())
                .isEmpty();
        scope.loop.advance(Duration.ofSeconds(1));
        assertThat(two.ask(scope.loop, new HandleResolution(POOL, false, 1), HandleResolutionResponse.class)
                        .elements())
                .hasSize(1);
    }

    @Test
    void nobodyDeregistersAnotherOne() {
        var one = element(1);
        var two = element(2);
        register(one, one.element(1, RR, 60));
        var answer = two.ask(scope.loop, new Deregistration(POOL, new PeIdentifier(1)), DeregistrationResponse.class);
        assertThat(answer.causes()).extracting(ErrorCause::code).containsExactly(ErrorCause.REJECTED_FOR_SECURITY);
        assertThat(scope.elements(1)).isEqualTo(1);
    }

    @Test
    void registrationsExpireUnlessRenewedAndTheElementIsTold() {
        var one = element(1);
        register(one, one.element(1, RR, 10));
        scope.loop.advance(Duration.ofSeconds(8));
        register(one, one.element(1, RR, 10));
        scope.loop.advance(Duration.ofSeconds(9));
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(one.count(DeregistrationResponse.class)).isZero();

        scope.loop.advance(Duration.ofSeconds(2));
        assertThat(scope.elements(1)).isZero();
        assertThat(one.count(DeregistrationResponse.class)).isEqualTo(1);
    }

    @Test
    void registrationsForEverDoNotExpire() {
        var one = element(1);
        register(one, one.element(1, RR, -1));
        scope.loop.advance(Duration.ofDays(1));
        assertThat(scope.elements(1)).isEqualTo(1);
    }

    @Test
    void anElementThatAcknowledgesNothingIsRemoved() {
        var one = element(1);
        register(one, one.element(1, RR, 3600));
        scope.loop.advance(Duration.ofMinutes(1));
        assertThat(one.count(EndpointKeepAlive.class)).isBetween(7L, 25L);
        assertThat(scope.elements(1)).isEqualTo(1);

        one.acknowledges = false;
        var most = scope.profile.keepAlivePeriod().multipliedBy(3).dividedBy(2).plus(scope.profile.keepAliveTimeout());
        scope.loop.runUntil(most.plusMillis(300), () -> scope.elements(1) == 0);
    }

    @Test
    void aLostAssociationRemovesItsElementsAtOnce() {
        var one = element(1);
        register(one, one.element(1, RR, 60));
        register(one, one.element(2, RR, 60));
        one.disconnect();
        scope.loop.advance(Duration.ofMillis(10));
        assertThat(scope.elements(1)).isZero();
    }

    @Test
    void withTheRfcProfileElementsOutliveTheirAssociationUntilAKeepAliveFails() {
        scope = Scope.running(1, RegistrarProfile.RFC);
        var one = element(1);
        register(one, one.element(1, RR, 3600));
        one.disconnect();
        scope.loop.advance(Duration.ofMinutes(5));
        // The registrar associated with the element by itself, and that answered.
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(one.count(EndpointKeepAlive.class)).isPositive();
        scope.network.crash(Scope.elementAddress(1));
        scope.loop.advance(Duration.ofMinutes(5));
        assertThat(scope.elements(1)).isZero();
    }

    @Test
    void aReportOfADeadElementRemovesItWithinTheTimeOfTheAssociation() {
        var one = element(1);
        var user = element(2);
        register(one, one.element(1, RR, 3600));
        scope.network.crash(Scope.elementAddress(1));
        user.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        scope.loop.runUntil(scope.profile.keepAliveTimeout().plusMillis(300), () -> scope.elements(1) == 0);
    }

    @Test
    void reportsOfALivingElementAreToleratedSoManyTimes() {
        var one = element(1);
        var user = element(2);
        register(one, one.element(1, RR, 3600));
        for (int i = 0; i < scope.profile.maxBadPeReports(); i++) {
            user.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
            scope.loop.advance(Duration.ofMillis(50));
        }
        assertThat(one.count(EndpointKeepAlive.class)).isEqualTo(scope.profile.maxBadPeReports());
        assertThat(scope.elements(1)).isEqualTo(1);
        user.send(new EndpointUnreachable(POOL, new PeIdentifier(1)));
        user.send(new EndpointUnreachable(POOL, new PeIdentifier(77)));
        scope.loop.advance(Duration.ofMillis(50));
        assertThat(scope.elements(1)).isZero();
        assertThat(one.count(DeregistrationResponse.class)).isEqualTo(1);
    }

    @Test
    void unknownMessagesAndParametersAreReported() {
        var one = element(1);
        int before = one.received.size();
        one.sendRaw(Ppid.ASAP, new byte[] {0x4f, 0, 0, 4});
        scope.loop.advance(Duration.ofMillis(10));
        assertThat(one.received.subList(before, one.received.size()))
                .singleElement()
                .isInstanceOfSatisfying(AsapMessage.Error.class, error -> assertThat(error.causes())
                        .extracting(ErrorCause::code)
                        .containsExactly(ErrorCause.UNRECOGNIZED_MESSAGE));
    }

    @Test
    void garbageIsCountedAndHarmsNobody() {
        var victim = element(1);
        register(victim, victim.element(1, RR, 3600));
        var attacker = element(2);
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[1 + random.nextInt(300)];
            random.nextBytes(bytes);
            if (i % 2 == 0 && bytes.length >= 4) {
                ByteBuffer.wrap(bytes).put(0, (byte) (1 + random.nextInt(14))).putShort(2, (short) bytes.length);
            }
            attacker.sendRaw(i % 10 == 0 ? Ppid.ENRP : Ppid.ASAP, bytes);
            if (i % 100 == 0) {
                scope.loop.advance(Duration.ofMillis(10));
            }
        }
        scope.loop.advance(Duration.ofMillis(100));
        assertThat(scope.metrics.get(1).countDecodeErrors("asap")).isGreaterThan(500);
        assertThat(scope.metrics.get(1).countDropped(Dropped.ASAP_WRONG_PPID)).isGreaterThan(50);
        assertThat(attacker.count(AsapMessage.Error.class)).isLessThan(100);
        assertThat(scope.elements(1)).isEqualTo(1);
        assertThat(register(victim, victim.element(2, RR, 60)).rejected()).isFalse();
    }

    @Test
    void messagesThatOnlyRegistrarsSendAreDropped() {
        var one = element(1);
        one.send(new RegistrationResponse(POOL, new PeIdentifier(1), false, List.of()));
        one.send(new AsapMessage.ServerAnnounce(new ServerId(5), List.of()));
        scope.loop.advance(Duration.ofMillis(10));
        assertThat(scope.metrics.get(1).countDropped(Dropped.ASAP_UNEXPECTED)).isEqualTo(2);
    }

    @Test
    void theViewShowsTheHandlespace() {
        var one = element(1);
        register(one, one.element(0x12345678, new Policy.LeastUsed(-1), 60));
        var view = scope.registrars.get(1).view();
        assertThat(view).containsEntry("serverId", "0x00001000").containsEntry("checksum", "0x29a5");
        assertThat(view.get("pools").toString())
                .isEqualTo("[{handle=EchoPool, policy=LEAST_USED, elements=[{id=0x12345678, home=0x00001000,"
                        + " address=10.0.2.1, port=7890, transport=SCTP, userTransportProtocol=132, userAddresses=[10.0.2.1],"
                        + " transportUse=dataPlusControl, registrationLife=60, load=1.0, policyId=0x40000001,"
                        + " policyDescription=LEAST_USED, weight=0, loadDegradation=0.0, asapPort=7890,"
                        + " asapAddresses=[10.0.2.1]}]}]");
    }

    @Test
    void manyElementsCostNoMoreKeepAlivesThanTheLimit() {
        var handles = List.of(PoolHandle.of("a"), PoolHandle.of("b"));
        for (int host = 0; host < 100; host++) {
            var endpoint = ScriptedEndpoint.at(scope, "10.2.0." + host).connect(1);
            for (int i = 1; i <= 20; i++) {
                endpoint.send(new Registration(handles.get(i % 2), endpoint.element(host * 100 + i, RR, 3600)));
            }
        }
        scope.loop.advance(Duration.ofSeconds(20));
        var before = acknowledged();
        scope.loop.advance(Duration.ofSeconds(20));
        assertThat(scope.elements(1)).isEqualTo(2_000);
        assertThat(acknowledged() - before).isBetween(20 * 100L, 20 * 201L);
    }

    private long acknowledged() {
        return scope.metrics.get(1).countReceived("asap", "EndpointKeepAliveAck");
    }

    private static PoolElementParameter with(PoolElementParameter element, TransportParameter transport) {
        return new PoolElementParameter(
                element.identifier(),
                element.home(),
                element.registrationLife(),
                transport,
                element.policy(),
                element.asapTransport());
    }
}
