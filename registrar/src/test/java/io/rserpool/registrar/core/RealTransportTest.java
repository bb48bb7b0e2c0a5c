package io.rserpool.registrar.core;

import static io.rserpool.registrar.core.Scope.POOL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage.HandleResolution;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.protocol.asap.AsapMessage.Registration;
import io.rserpool.protocol.asap.AsapMessage.RegistrationResponse;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.domain.Removal;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarProfile;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.udp.UdpMulticast;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Three registrars, elements and a user over real SCTP. */
class RealTransportTest {
    private static final RegistrarProfile PROFILE = RegistrarProfile.FAST;
    private static final int ELEMENTS = 12;

    private final Random random = new Random();
    private final String network = "127.%d.%d.".formatted(20 + random.nextInt(200), random.nextInt(256));
    private final SelectorEventLoop loop = new SelectorEventLoop("test");
    private final TreeMap<Integer, Registrar> registrars = new TreeMap<>();
    private final TreeMap<Integer, RegistrarMetrics> metrics = new TreeMap<>();
    private final TreeMap<Integer, SctpTransport> transports = new TreeMap<>();

    private <T> T onLoop(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, loop::execute).join();
    }

    private EndpointAddress address(int host, int port) {
        return EndpointAddress.of(InetAddress.ofLiteral(network + host), port, EndpointAddress.UDP_ENCAPSULATION_PORT);
    }

    private SctpTransport open(int host) {
        var bind = new InetSocketAddress(network + host, EndpointAddress.UDP_ENCAPSULATION_PORT);
        var transport = UsrsctpTransport.open(loop, bind, UsrsctpConfig.DEFAULT);
        transports.put(host, transport);
        return transport;
    }

    private Registrar startRegistrar(int number) {
        var peers = List.of(address(1, Ports.ENRP), address(2, Ports.ENRP), address(3, Ports.ENRP));
        var settings = new RegistrarSettings(
                ServerId.random(random),
                Ports.ASAP,
                Ports.ENRP,
                EndpointAddress.UDP_ENCAPSULATION_PORT,
                true,
                null,
                PROFILE,
                RegistrarLimits.DEFAULT);
        metrics.put(number, new RegistrarMetrics(new PrometheusRegistry()));
        var registrar = new Registrar(
                open(number),
                new UdpMulticast(loop),
                settings,
                () -> CompletableFuture.completedFuture(peers),
                random,
                metrics.get(number));
        registrar.start();
        registrars.put(number, registrar);
        return registrar;
    }

    private ScriptedEndpoint element(int number, int registrar) {
        var endpoint = new ScriptedEndpoint(open(100 + number), PROFILE).connect(address(registrar, Ports.ASAP));
        endpoint.register(number);
        return endpoint;
    }

    private boolean allKnow(int elements) {
        return onLoop(() -> registrars.values().stream()
                .allMatch(registrar -> registrar.handlespace().size() == elements
                        && registrar.handlespace().owners().stream().allMatch(owner -> registrars.values().stream()
                                .anyMatch(living -> living.settings().id().equals(owner)))));
    }

    @AfterEach
    void close() {
        onLoop(() -> {
            registrars.values().forEach(Registrar::halt);
            transports.values().forEach(SctpTransport::close);
            return true;
        });
        loop.close();
    }

    @Test
    void threeRegistrarsShareElementsAndOneMayDie() {
        for (int i = 1; i <= 3; i++) {
            int number = i;
            onLoop(() -> startRegistrar(number));
        }
        await().atMost(PROFILE.mentorDiscovery().plusSeconds(5))
                .until(() -> registrars.values().stream().allMatch(Registrar::isReady));
        var elements = new ArrayList<ScriptedEndpoint>();
        for (int i = 1; i <= ELEMENTS; i++) {
            int number = i;
            elements.add(onLoop(() -> element(number, 1 + number % 3)));
        }
        await().atMost(PROFILE.presenceCycle().multipliedBy(2)).until(() -> allKnow(ELEMENTS));

        var dead = registrars.remove(2);
        onLoop(() -> {
            dead.halt();
            transports.remove(2).close();
            return true;
        });
        // Its elements do not look for another registrar here, so that the takeover must find them.
        var budget = PROFILE.maxTimeLastHeard()
                .plus(PROFILE.maxTimeNoResponse())
                .plus(PROFILE.takeoverExpiry())
                .plusSeconds(5);
        await().atMost(budget).until(() -> allKnow(ELEMENTS));
        await().atMost(budget)
                .until(() -> onLoop(() -> elements.stream()
                                .filter(element -> element.home.value() != 0)
                                .count()
                        == ELEMENTS / 3));

        var user = onLoop(() -> new ScriptedEndpoint(open(200), PROFILE).connect(address(3, Ports.ASAP)));
        onLoop(() -> {
            user.send(new HandleResolution(POOL, false, 0));
            return true;
        });
        await().until(() -> onLoop(() -> user.count(HandleResolutionResponse.class)) == 1);
        var answer = (HandleResolutionResponse) onLoop(() -> user.received.getFirst());
        assertThat(answer.elements()).hasSize(ELEMENTS);
    }

    /** Its element has registered again in time, but that was not read when the life was over. */
    @Test
    void aRegistrarThatStoodStillForLongerThanALifeLosesNobody() {
        onLoop(() -> startRegistrar(1));
        await().atMost(PROFILE.mentorDiscovery().plusSeconds(5))
                .until(() -> registrars.get(1).isReady());
        var element = onLoop(() -> new ScriptedEndpoint(open(101), PROFILE).connect(address(1, Ports.ASAP)));
        var again = new Registration(POOL, element.element(1, new Policy.RoundRobin(), 1));
        onLoop(() -> {
            element.send(again);
            return true;
        });
        await().until(() -> allKnow(1));
        var granted = onLoop(() -> element.count(RegistrationResponse.class));
        onLoop(() -> {
            element.send(again);
            standStill(Duration.ofSeconds(2));
            return true;
        });
        await().until(() -> onLoop(() -> element.count(RegistrationResponse.class)) > granted);
        assertThat(allKnow(1)).isTrue();
        assertThat(metrics.get(1).countRemoved(Removal.EXPIRED)).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> allKnow(0));
        assertThat(metrics.get(1).countRemoved(Removal.EXPIRED))
                .as("once it is silent, it ends")
                .isEqualTo(1);
    }

    private static void standStill(Duration time) {
        var until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }
}
