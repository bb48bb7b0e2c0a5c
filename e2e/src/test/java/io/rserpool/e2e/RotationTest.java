package io.rserpool.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.Clients;
import io.rserpool.e2e.load.ContentServer;
import io.rserpool.e2e.load.Conversation;
import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every certificate and the authority change while a hundred sessions go on, none of which could survive an interruption. */
class RotationTest {
    private static final int COUNT = 2;
    private static final int STRANGER = 8;
    private static final int PORT = 8080;
    private static final int SESSIONS = 100;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final List<LocalProcess> members = new ArrayList<>();
    private final AtomicLong echoes = new AtomicLong();
    private LocalSystem system;
    private LocalAuthority authority;

    @BeforeEach
    void start() {
        var directory = Path.of("target/rotation-test/" + System.nanoTime()).toAbsolutePath();
        system = new LocalSystem(LocalSystem.project(), directory, COUNT);
        authority = system.secure();
        for (int i = 1; i <= COUNT; i++) {
            members.add(system.startRegistrar(i));
            ContentServer.start(system, "server-" + i, system.serverAddress(i), PORT);
            members.add(system.startElement(i, pool(i)));
        }
        members.add(system.startUser(Map.of("rserpool.pu.pools.files.listen", system.serviceAddress() + ":" + PORT)));
        await().ignoreExceptions().atMost(SOON).untilAsserted(() -> {
            assertThat(system.registered(1)).isEqualTo(COUNT);
            assertThat(system.registered(2)).isEqualTo(COUNT);
            assertThat(system.management(system.userAddress()).ready()).isTrue();
        });
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private Map<String, String> pool(int number) {
        return Map.of("rserpool.pe.pools.files.server", system.serverAddress(number) + ":" + PORT);
    }

    /** Blocks there and back, with a pause in between, for as long as wished. */
    private Conversation echo() {
        return (talk, random, goOn) -> {
            talk.send("echo\n");
            while (goOn.getAsBoolean()) {
                var block = new byte[random.nextInt(1, 500)];
                random.nextBytes(block);
                talk.send(block);
                talk.expect(block);
                echoes.incrementAndGet();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        };
    }

    private void awaitEchoes() {
        long before = echoes.get();
        await().atMost(SOON).until(() -> echoes.get() > before + 3L * SESSIONS);
    }

    /** Waits until each member says that it has taken up new credentials for the n-th time. */
    private void awaitTakenUp(int times) {
        await().atMost(SOON).untilAsserted(() -> assertThat(members)
                .allSatisfy(member -> assertThat(member.output().split("new credentials, good", -1))
                        .as(member.name())
                        .hasSize(times + 1)));
    }

    private double refusals() throws IOException {
        double sum = 0;
        for (int i = 1; i <= COUNT; i++) {
            sum += system.management(system.registrarAddress(i))
                    .metric("rserpool_dtls_refusals_total", "reason=\"certificate\"");
        }
        return sum;
    }

    @Test
    void aHundredSessionsGoOnAndTheFormerAuthorityIsBelievedNoMore() throws IOException {
        var next = authority.another("next");
        var target = new InetSocketAddress(system.serviceAddress(), PORT);
        var clients = new Clients("rotation", target, SESSIONS, echo());
        try (clients) {
            awaitEchoes();
            next.credentials("first", "rserpool://" + LocalAuthority.SCOPE + "/pool-user");
            authority.trust(authority, next);
            awaitTakenUp(1);
            authority.replaceAllBy(next);
            awaitTakenUp(2);
            awaitEchoes();
            authority.trust(next);
            awaitTakenUp(3);
            awaitEchoes();
            var refused = refusals();
            // Its own file of those trusted is the members': whom it refuses itself is nobody.
            var settings = new TreeMap<>(pool(1));
            settings.putAll(authority.credentials(
                    "stranger",
                    "rserpool://" + LocalAuthority.SCOPE + "/pool-element?serve=*",
                    system.elementAddress(STRANGER)));
            var stranger = system.startElement(STRANGER, settings);
            await().ignoreExceptions().atMost(SOON).until(() -> refusals() > refused);
            assertThat(system.registered(1)).isEqualTo(COUNT);
            stranger.kill();
            awaitEchoes();
        }
        assertThat(clients.losses()).isEmpty();
        assertThat(clients.completed())
                .as("sessions, each from beginning to end")
                .isEqualTo(SESSIONS);
        assertThat(system.management(system.userAddress()).metric("rserpool_pu_failovers_total"))
                .isZero();
    }
}
