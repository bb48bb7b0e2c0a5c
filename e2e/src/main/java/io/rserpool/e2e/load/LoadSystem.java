package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ManagementClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Registrars; two servers of each kind, each with a pe-sidecar; one pu-sidecar that makes all of them reachable. */
public final class LoadSystem implements AutoCloseable {
    /** Kinds of servers; each is a pool. */
    public enum Kind {
        WEB(8080),
        REDIS(6379),
        CONTENT(7000);

        private final int port;

        Kind(int port) {
            this.port = port;
        }

        String pool() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What clients connect to: a pool in a mode of failover. */
    public enum Service {
        WEB(Kind.WEB, "reconnect"),
        REDIS(Kind.REDIS, "reconnect"),
        REDIS_REPLAY(Kind.REDIS, "replay"),
        CONTENT(Kind.CONTENT, "reconnect"),
        CONTENT_REPLAY(Kind.CONTENT, "replay");

        private final Kind kind;
        private final String failover;

        Service(Kind kind, String failover) {
            this.kind = kind;
            this.failover = failover;
        }

        int port() {
            return 8000 + ordinal();
        }
    }

    public static final int REGISTRARS = 3;

    /** Servers of each kind. */
    public static final int COUNT = 2;

    private static final int SMALL = 200;
    private static final int LARGE = 2 << 20;
    private static final int MOST_SESSIONS = 6000;

    private final Path directory;
    private final LocalSystem system;
    private final Path files;
    private final byte[] small = new byte[SMALL];
    private final byte[] large = new byte[LARGE];
    private final Map<Integer, LocalProcess> registrars = new TreeMap<>();
    private final Map<Kind, Map<Integer, LocalProcess>> servers = new EnumMap<>(Kind.class);
    private final Map<Kind, Map<Integer, LocalProcess>> elements = new EnumMap<>(Kind.class);
    private final LocalProcess user;

    /** @param directory for logs and everything else */
    public LoadSystem(Path directory) throws IOException {
        this.directory = directory;
        this.system = new LocalSystem(LocalSystem.project(), directory, REGISTRARS);
        this.files = Files.createDirectories(directory.resolve("files"));
        var random = new Random(1);
        random.nextBytes(small);
        random.nextBytes(large);
        Files.write(files.resolve("small"), small);
        Files.write(files.resolve("large"), large);
        for (int number = 1; number <= REGISTRARS; number++) {
            registrars.put(number, system.startRegistrar(number));
        }
        for (var kind : Kind.values()) {
            servers.put(kind, new TreeMap<>());
            elements.put(kind, new TreeMap<>());
            for (int number = 1; number <= COUNT; number++) {
                startServer(kind, number);
                startElement(kind, number);
            }
        }
        var settings = new TreeMap<String, String>();
        for (var service : Service.values()) {
            var pool = "rserpool.pu.pools."
                    + service.name().toLowerCase(Locale.ROOT).replace('_', '-') + '.';
            settings.put(pool + "handle", service.kind.pool());
            settings.put(pool + "listen", system.serviceAddress() + ':' + service.port());
            settings.put(pool + "failover", service.failover);
            settings.put(pool + "max-sessions", Integer.toString(MOST_SESSIONS));
        }
        user = system.startUser(settings);
    }

    public LocalSystem system() {
        return system;
    }

    public Path directory() {
        return directory;
    }

    public InetSocketAddress target(Service service) {
        return new InetSocketAddress(InetAddress.ofLiteral(system.serviceAddress()), service.port());
    }

    public String url(String path) {
        return "http://" + system.serviceAddress() + ':' + Service.WEB.port() + path;
    }

    public byte[] small() {
        return small.clone();
    }

    public byte[] large() {
        return large.clone();
    }

    /** Starts a server; again, if it was killed. */
    public void startServer(Kind kind, int number) {
        var name = kind.pool() + '-' + number;
        var address = serverAddress(kind, number);
        of(servers, kind)
                .put(
                        number,
                        switch (kind) {
                            case WEB ->
                                Nginx.start(
                                        system,
                                        name,
                                        address,
                                        kind.port,
                                        files,
                                        directory,
                                        "add_header " + HttpConversation.SERVED_BY + " $server_addr;");
                            case REDIS -> RedisServer.start(system, name, address, kind.port);
                            case CONTENT -> ContentServer.start(system, name, address, kind.port);
                        });
    }

    /** Starts a pe-sidecar; again, if it was killed. */
    public void startElement(Kind kind, int number) {
        of(elements, kind)
                .put(
                        number,
                        system.startElement(
                                index(kind, number),
                                Map.of(
                                        "rserpool.pe.pools." + kind.pool() + ".server",
                                        serverAddress(kind, number) + ':' + kind.port)));
    }

    private static int index(Kind kind, int number) {
        return kind.ordinal() * COUNT + number;
    }

    private static <T> Map<Integer, T> of(Map<Kind, Map<Integer, T>> all, Kind kind) {
        return Objects.requireNonNull(all.get(kind));
    }

    private static <T> T of(Map<Integer, T> all, int number) {
        return Objects.requireNonNull(all.get(number));
    }

    public String serverAddress(Kind kind, int number) {
        return system.address(40 + index(kind, number));
    }

    public LocalProcess server(Kind kind, int number) {
        return of(of(servers, kind), number);
    }

    public LocalProcess element(Kind kind, int number) {
        return of(of(elements, kind), number);
    }

    public LocalProcess registrar(int number) {
        return of(registrars, number);
    }

    public LocalProcess user() {
        return user;
    }

    /** The management of every sidecar, by its name. */
    public Map<String, ManagementClient> sidecars() {
        var all = new LinkedHashMap<String, ManagementClient>();
        all.put(user.name(), system.management(system.userAddress()));
        for (var kind : Kind.values()) {
            for (int number = 1; number <= COUNT; number++) {
                all.put(element(kind, number).name(), system.management(system.elementAddress(index(kind, number))));
            }
        }
        return all;
    }

    /** The management of every program of ours, by its name. */
    public Map<String, ManagementClient> programs() {
        var all = new LinkedHashMap<>(sidecars());
        registrars.forEach(
                (number, process) -> all.put(process.name(), system.management(system.registrarAddress(number))));
        return all;
    }

    /** The sidecars' processes. */
    public List<LocalProcess> sidecarProcesses() {
        return Stream.concat(Stream.of(user), elements.values().stream().flatMap(each -> each.values().stream()))
                .toList();
    }

    /** Where a registrar does not know every element, and programs that do not say that they are well. */
    public List<String> ailments() {
        var all = new ArrayList<String>();
        registrars.forEach((number, process) -> {
            int known = elementsKnownBy(number);
            if (known != COUNT * Kind.values().length) {
                all.add(process.name() + " knows " + known + " elements");
            }
        });
        programs().forEach((name, management) -> {
            var health = health(management);
            if (!health.equals("UP")) {
                all.add(name + " is " + health);
            }
        });
        return all;
    }

    private int elementsKnownBy(int registrar) {
        try {
            return system.registered(registrar);
        } catch (IOException notYet) {
            return 0;
        }
    }

    private static String health(ManagementClient management) {
        try {
            var health = management.json("/q/health");
            var status = health.path("status").asText();
            return status.equals("UP") ? status : health.toString();
        } catch (IOException e) {
            return "silent: " + e.getMessage();
        }
    }

    /** Sessions of the pu-sidecar now. */
    public int sessions() throws IOException {
        return system.management(system.userAddress())
                .json("/sessions")
                .path("total")
                .asInt();
    }

    /** The registrar that the pu-sidecar uses. */
    public int homeOfUser() {
        var last = user.output()
                .lines()
                .filter(line -> line.endsWith("is the home"))
                .reduce((first, second) -> second)
                .orElse("");
        return registrars.keySet().stream()
                .filter(number -> last.contains(system.registrarAddress(number) + ":"))
                .findFirst()
                .orElse(1);
    }

    @Override
    public void close() {
        system.close();
    }
}
