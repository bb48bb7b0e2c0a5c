package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A system from its start to its end, with all that it says to itself: registration, ENRP, resolution over SCTP and over TCP, sessions with cookies, a
 * server that is killed, deregistration, and status reports. Handle, questions, answers and cookies are canaries.
 */
final class WholeRun {
    private static final int COUNT = 2;
    private static final int PORT = 8080;
    private static final int TCP_USER = 31;
    private static final int REPORTED_TO = 200;
    private static final int TCP_SERVICE = 78;
    private static final int LINES = 1_500;
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Path SCRIPTS = LocalSystem.project().resolve("e2e/src/test/resources/secrecy");

    /** What clients and servers say to sidecars of their own host is plain; so is management. */
    private static final String FILTER =
            "not tcp port %d and not tcp port %d".formatted(PORT, LocalSystem.MANAGEMENT_PORT);

    private final Canary handle = Canary.drawn("handle");
    private final Canary question = Canary.drawn("question");
    private final Canary answer = Canary.drawn("answer");
    private final Canary cookie = Canary.drawn("cookie");
    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private final LocalSystem system;
    private final @Nullable LocalAuthority authority;
    private List<Packet> packets = List.of();

    private WholeRun(Path directory, boolean secured) {
        system = new LocalSystem(LocalSystem.project(), directory, COUNT);
        authority = secured ? system.secure() : null;
    }

    /** Makes it happen. */
    static WholeRun of(Path directory, boolean secured) throws Exception {
        var run = new WholeRun(directory, secured);
        var wire = Wire.tap(directory, FILTER);
        try (var _ = run.system) {
            run.start();
            run.talk();
        }
        run.packets = wire.packets();
        return run;
    }

    List<Canary> canaries() {
        return List.of(handle, question, answer, cookie);
    }

    Canary handle() {
        return handle;
    }

    /** What the sidecars say to each other for clients and servers. */
    List<Canary> ofSessions() {
        return List.of(question, answer, cookie);
    }

    List<Packet> packets() {
        return packets;
    }

    List<Packet> betweenRegistrars() {
        return packets.stream()
                .filter(packet -> packet.isBetween(system.registrarAddress(1), system.registrarAddress(2)))
                .toList();
    }

    List<Packet> overTcp() {
        return packets.stream()
                .filter(packet -> packet.protocol() == Packet.TCP)
                .toList();
    }

    List<Packet> reports() {
        return packets.stream()
                .filter(packet -> packet.to().equals(system.address(REPORTED_TO)))
                .toList();
    }

    List<Packet> ofElementsAndUser() {
        return packets.stream()
                .filter(packet -> packet.isBetween(system.elementAddress(1), system.userAddress())
                        || packet.isBetween(system.elementAddress(2), system.userAddress()))
                .toList();
    }

    private void start() {
        for (int i = 1; i <= COUNT; i++) {
            system.startRegistrar(i);
            startServer(i);
            system.startElement(i, element(i));
        }
        system.startUser(user("pu", system.serviceAddress()));
        var overTcp = user("pu-tcp", system.address(TCP_SERVICE));
        int registrarPort = authority == null ? 3863 : 3864;
        overTcp.put("rserpool.pu.registrar-transport", "tcp");
        overTcp.put("rserpool.registrars", system.registrarAddress(1) + ":" + registrarPort);
        system.startProgram("pu-sidecar", "pu-tcp", system.address(TCP_USER), overTcp);
        await().ignoreExceptions().atMost(SOON).untilAsserted(() -> {
            for (int i = 1; i <= COUNT; i++) {
                assertThat(system.registered(i)).isEqualTo(COUNT);
            }
            assertThat(system.management(system.userAddress()).ready()).isTrue();
            assertThat(system.management(system.address(TCP_USER)).ready()).isTrue();
        });
    }

    private void startServer(int number) {
        var sidecar = "http://" + system.elementAddress(number) + ":" + LocalSystem.MANAGEMENT_PORT;
        servers[number] = python(
                "server-" + number,
                "server.py",
                Map.of("SIDECAR", sidecar, "COOKIE", cookie.text(), "ANSWER", answer.text()),
                system.serverAddress(number),
                Integer.toString(PORT));
    }

    private LocalProcess python(String name, String script, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of("python3", SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        return system.start(name, command, environment);
    }

    private Map<String, String> element(int number) {
        var settings = new HashMap<String, String>();
        settings.put("rserpool.csp.server", system.address(REPORTED_TO));
        settings.put("rserpool.pe.pools.files.handle", handle.text());
        settings.put("rserpool.pe.pools.files.server", system.serverAddress(number) + ":" + PORT);
        settings.put(
                "rserpool.pe.pools.files.cookie-key-file",
                SCRIPTS.resolve("cookie-keys").toString());
        if (authority != null) {
            var name = "rserpool://%s/pool-element?serve=%s".formatted(LocalAuthority.SCOPE, handle.text());
            settings.putAll(authority.credentials("element-" + number, name, system.elementAddress(number)));
        }
        return settings;
    }

    private Map<String, String> user(String member, String service) {
        var settings = new HashMap<String, String>();
        settings.put("rserpool.csp.server", system.address(REPORTED_TO));
        settings.put("rserpool.pu.pools.files.handle", handle.text());
        settings.put("rserpool.pu.pools.files.listen", service + ":" + PORT);
        settings.put("rserpool.pu.pools.files.failover", "cookie");
        if (authority != null) {
            var name = "rserpool://%s/pool-user?use=%s".formatted(LocalAuthority.SCOPE, handle.text());
            settings.putAll(authority.credentials("user-" + member, name));
        }
        return settings;
    }

    private void talk() throws Exception {
        var client = client("client", system.serviceAddress());
        int serving = await().ignoreExceptions()
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> told() > LINES ? system.serving() : 0, number -> number > 0);
        servers[serving].kill();
        assertComplete(client);
        assertThat(system.management(system.userAddress())
                        .json("/sessions")
                        .path("failovers")
                        .size())
                .isPositive();
        assertComplete(client("client-tcp", system.address(TCP_SERVICE)));
    }

    /** Bytes that the client has been told. */
    private long told() throws Exception {
        return system.management(system.userAddress())
                .json("/sessions")
                .path("sessions")
                .path(0)
                .path("bytesFromServer")
                .asLong();
    }

    private LocalProcess client(String name, String service) {
        return python(
                name,
                "client.py",
                Map.of("QUESTION", question.text(), "ANSWER", answer.text()),
                service,
                Integer.toString(PORT),
                Integer.toString(LINES));
    }

    private static void assertComplete(LocalProcess client) throws Exception {
        assertThat(client.awaitExit(SOON.toSeconds())).as(client.output()).isZero();
        assertThat(client.output()).contains("complete");
    }
}
