package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.load.LogWatch;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A registrar, two servers of a {@link Program} with a pe-sidecar each, and a pu-sidecar that offers them in one or more modes of failover, each at an
 * address of its own. For a test class ({@code @RegisterExtension static final}). Each test finds it whole, and may kill servers and pe-sidecars: they
 * are started again; its clients end with it. Logs stay in {@code target/programs}, large files do not.
 */
final class PoolOfPrograms implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    /** Servers, numbered from 1. */
    static final int COUNT = 2;

    /** Bytes of a file that is no log. */
    private static final long LARGE = 1 << 20;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String name;
    private final int port;
    private final Program program;
    private final List<String> modes = new ArrayList<>();
    private final Map<String, String> settings = new TreeMap<>();
    private final LocalProcess[] servers = new LocalProcess[COUNT + 1];
    private final LocalProcess[] elements = new LocalProcess[COUNT + 1];
    private LocalSystem system;
    private Path directory;
    private LogWatch logs;
    private final List<LocalProcess> clients = new ArrayList<>();

    /**
     * @param name of the pool
     * @param port of the servers, and of the pu-sidecar in each mode
     */
    PoolOfPrograms(String name, int port, Program program) {
        this.name = name;
        this.port = port;
        this.program = program;
    }

    /** Offers the pool in a mode, such as {@code http}. */
    PoolOfPrograms in(String mode) {
        return in(mode, Map.of());
    }

    /**
     * Offers the pool in a mode with settings: keys without {@code rserpool.pu.pools.<name>.}, and values as they stand in a file of properties. For a
     * mode with other settings, too, give another name and the key {@code failover}.
     */
    PoolOfPrograms in(String mode, Map<String, String> more) {
        modes.add(mode);
        var prefix = "rserpool.pu.pools." + mode + '.';
        settings.put(prefix + "handle", name);
        settings.put(prefix + "failover", mode);
        more.forEach((key, value) -> settings.put(prefix + key, value));
        return this;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        directory = LocalSystem.project().resolve("e2e/target/programs/" + name + '-' + System.nanoTime());
        system = new LocalSystem(LocalSystem.project(), directory, 1);
        logs = new LogWatch(directory);
        system.startRegistrar(1);
        modes.forEach(mode -> settings.put("rserpool.pu.pools." + mode + ".listen", address(mode) + ':' + port));
        system.startUser(settings);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        for (int number = 1; number <= COUNT; number++) {
            startServer(number);
            startElement(number);
        }
        Awaitility.await("both servers are in the pool, and nobody uses it")
                .ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    var pools = system.management(system.registrarAddress(1)).json("/handlespace");
                    assertThat(pools.path("pools").path(0).path("elements")).hasSize(COUNT);
                    assertThat(system.management(system.userAddress()).ready()).isTrue();
                    assertThat(page().path("total").asInt()).isZero();
                });
        System.out.println("  " + context.getRequiredTestClass().getSimpleName() + ": " + context.getDisplayName());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        clients.stream().filter(LocalProcess::isAlive).forEach(LocalProcess::kill);
        assertThat(logs.newErrors()).as("lines of level ERROR in logs").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        system.close();
        try (var all = Files.walk(directory)) {
            for (var file : all.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) > LARGE) {
                    Files.delete(file);
                }
            }
        }
    }

    LocalSystem system() {
        return system;
    }

    /** For files of the test and its clients; there after {@code beforeAll} only. */
    Path directory() {
        return directory;
    }

    /** Where clients find the pool in a mode. */
    String address(String mode) {
        return system.address(77 + modes.indexOf(mode));
    }

    int port() {
        return port;
    }

    /** @param path begins with / */
    String url(String mode, String path) {
        return "http://" + address(mode) + ':' + port + path;
    }

    /** Sends all servers that live a signal, such as {@code STOP}. */
    void signalServers(String signal) {
        Arrays.stream(servers)
                .filter(server -> server != null && server.isAlive())
                .forEach(server -> server.signalAll(signal));
    }

    LocalProcess server(int number) {
        return servers[number];
    }

    /** Its own address, where it is reached without sidecars. */
    String serverAddress(int number) {
        return system.serverAddress(number);
    }

    /** That of the server which is not this one. */
    String otherAddress(int number) {
        return serverAddress(COUNT + 1 - number);
    }

    /** Starts a server unless it runs. */
    void startServer(int number) {
        if (servers[number] != null && servers[number].isAlive()) {
            return;
        }
        var server = "server-" + number;
        try {
            var work = Files.createDirectories(directory.resolve(server));
            servers[number] =
                    program.start(new Program.Place(system, number, server, serverAddress(number), port, work));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a pe-sidecar unless it runs. */
    void startElement(int number) {
        if (elements[number] == null || !elements[number].isAlive()) {
            elements[number] = system.startElement(
                    number, Map.of("rserpool.pe.pools." + name + ".server", serverAddress(number) + ':' + port));
        }
    }

    /** Starts a client, whose output alone is in a log of its own. */
    LocalProcess client(List<String> command) {
        return client(command, Map.of());
    }

    /** Starts a client with more in its environment. */
    LocalProcess client(List<String> command, Map<String, String> environment) {
        var client = system.start("client-" + (clients.size() + 1), command, environment);
        clients.add(client);
        return client;
    }

    /** The pu-sidecar's sessions, and failovers. */
    JsonNode page() throws IOException {
        return system.management(system.userAddress()).json("/sessions");
    }

    /** How many failovers the pu-sidecar remembers, 256 at most. */
    int failovers() throws IOException {
        return page().path("failovers").size();
    }

    /** Kills the server that has sent so many bytes to one client, or its sidecar, once it has; {@return its number} */
    int killServing(Victim victim, long bytes) throws Exception {
        var number = serving(bytes);
        kill(victim, number);
        return number;
    }

    /** Kills the server that one client has sent so many bytes, or its sidecar, once it has; {@return its number} */
    int killReceiving(Victim victim, long bytes) throws Exception {
        var number = await("bytesToServer", bytes);
        kill(victim, number);
        return number;
    }

    /** Kills it, and waits for its end. */
    void kill(Victim victim, int number) throws Exception {
        var process = victim == Victim.SERVER ? servers[number] : elements[number];
        process.kill();
        process.awaitExit(10);
    }

    /** Kills what serves the only session, which waits for no answer, and waits until it has moved; {@return the number of what was killed} */
    int moveFrom(Victim victim) throws Exception {
        var before = failovers();
        var number = killServing(victim, 1);
        Awaitility.await("the session has moved")
                .ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> failovers() > before);
        return number;
    }

    /** The number of the element that has sent so many bytes to a client, once one has. */
    int serving(long bytes) {
        return await("bytesFromServer", bytes);
    }

    private int await(String field, long bytes) {
        return Awaitility.await("a session with " + field + " of " + bytes)
                .ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> find(page().path("sessions"), field, bytes), number -> number > 0);
    }

    private int find(JsonNode sessions, String field, long bytes) {
        return StreamSupport.stream(sessions.spliterator(), false)
                .filter(session -> session.path(field).asLong() >= bytes)
                .mapToInt(
                        session -> system.elementNumber(session.path("element").asText()))
                .findFirst()
                .orElse(0);
    }
}
