package io.rserpool.e2e.chaos;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ManagementClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Registrars, the servers of each pool with pe-sidecars, and pu-sidecars that make every pool reachable in its modes. */
final class ChaosSystem implements AutoCloseable {
    static final int REGISTRARS = 3;

    /** pu-sidecars; the last one comes to harm, too. */
    static final int USERS = 3;

    private static final String USER = "pu-";
    private static final Duration LONGEST_START = Duration.ofSeconds(60);

    private static final List<String> PODS =
            Arrays.stream(Pool.values()).map(Pool::pod).distinct().toList();

    private final LocalSystem system;
    private final ChaosServers servers;
    private final @Nullable String liar;
    private final Map<String, LocalProcess> processes = new TreeMap<>();
    private final Map<String, Part> parts = new LinkedHashMap<>();

    /**
     * Starts it.
     *
     * @param directory for logs and everything else
     * @param lies whether one server has other files than it must
     */
    ChaosSystem(Path directory, boolean lies) throws IOException {
        this.system = new LocalSystem(LocalSystem.project(), directory, REGISTRARS);
        this.servers = new ChaosServers(system, directory);
        this.liar = lies ? Pool.FILES.handle() + "-2" : null;
        for (int number = 1; number <= REGISTRARS; number++) {
            int each = number;
            add(new Part("registrar-" + number, Part.Role.REGISTRAR, Set.of(), () -> system.startRegistrar(each)));
        }
        for (int number = 1; number <= Pool.SIZE; number++) {
            for (var pool : Pool.values()) {
                addServer(pool, number);
            }
            for (var pod : PODS) {
                addElement(pod, number);
            }
        }
        for (int number = 1; number < USERS; number++) {
            processes.put(userName(number), startUser(number));
        }
        add(new Part(userName(USERS), Part.Role.USER, Set.of(), () -> startUser(USERS)));
    }

    private void addServer(Pool pool, int number) {
        var address = serverAddress(pool, number);
        var name = pool.handle() + '-' + number;
        add(new Part(
                name,
                Part.Role.SERVER,
                Set.of(address),
                () -> servers.start(pool, number, address, name.equals(liar))));
    }

    private void addElement(String pod, int number) {
        var settings = new TreeMap<String, String>();
        var behind = new HashSet<String>();
        for (var pool : Pool.values()) {
            if (pool.pod().equals(pod)) {
                var address = serverAddress(pool, number);
                settings.put("rserpool.pe.pools." + pool.handle() + ".server", address + ':' + pool.port());
                behind.add(address);
            }
        }
        int index = PODS.indexOf(pod) * Pool.SIZE + number;
        add(new Part("pe-" + index, Part.Role.ELEMENT, behind, () -> system.startElement(index, settings)));
    }

    private void add(Part part) {
        parts.put(part.name(), part);
        start(part);
    }

    /** Starts a part; again, if it is over. */
    void start(Part part) {
        processes.put(part.name(), part.start().get());
    }

    private LocalProcess startUser(int number) {
        var settings = new TreeMap<String, String>();
        settings.put("rserpool.registrars", registrars());
        settings.put("quarkus.log.category.\"" + LostSessions.CATEGORY + "\".level", "DEBUG");
        for (var service : Service.values()) {
            var pool = "rserpool.pu.pools." + service.key() + '.';
            settings.put(pool + "handle", service.pool().handle());
            settings.put(pool + "listen", serviceAddress(number) + ':' + service.port());
            settings.put(pool + "failover", service.mode());
        }
        return system.startProgram("pu-sidecar", userName(number), userAddress(number), settings);
    }

    private String registrars() {
        return IntStream.rangeClosed(1, REGISTRARS)
                .mapToObj(number -> system.registrarAddress(number) + ":3863")
                .collect(Collectors.joining(","));
    }

    private String serverAddress(Pool pool, int number) {
        return system.address(100 + pool.ordinal() * Pool.SIZE + number);
    }

    private String serviceAddress(int user) {
        return system.address(80 + user);
    }

    private String userAddress(int number) {
        return system.address(90 + number);
    }

    static String userName(int number) {
        return USER + number;
    }

    /** What may be killed, paused and started again. */
    List<Part> parts() {
        return List.copyOf(parts.values());
    }

    /** Waits until a pu-sidecar is ready. */
    void awaitReady(Part user) {
        int number = Integer.parseInt(user.name().substring(USER.length()));
        await(user + " is ready").atMost(LONGEST_START).until(() -> userManagement(number)
                .ready());
    }

    LocalProcess process(Part part) {
        return Objects.requireNonNull(processes.get(part.name()));
    }

    LocalProcess user(int number) {
        return Objects.requireNonNull(processes.get(userName(number)));
    }

    ManagementClient userManagement(int number) {
        return system.management(userAddress(number));
    }

    /** The processes whose memory must not grow, by name; what begins anew has no memory of before. */
    Map<String, LocalProcess> watched() {
        return processes.entrySet().stream()
                .filter(each -> each.getKey().startsWith(USER) || each.getKey().startsWith("registrar-"))
                .filter(each -> !each.getKey().equals(userName(USERS)))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    InetSocketAddress target(Service service, int user) {
        return new InetSocketAddress(InetAddress.ofLiteral(serviceAddress(user)), service.port());
    }

    InetSocketAddress server(Pool pool, int number) {
        return new InetSocketAddress(InetAddress.ofLiteral(serverAddress(pool, number)), pool.port());
    }

    ChaosServers servers() {
        return servers;
    }

    /** Where a registrar does not know every element, and programs that are not ready. */
    List<String> ailments() {
        var all = new ArrayList<String>();
        for (int number = 1; number <= REGISTRARS; number++) {
            int known = elementsKnownBy(number);
            if (known != Pool.SIZE * Pool.values().length) {
                all.add("registrar-" + number + " knows " + known + " elements");
            }
        }
        for (int number = 1; number <= USERS; number++) {
            if (!userManagement(number).ready()) {
                all.add(userName(number) + " is not ready");
            }
        }
        return all;
    }

    private int elementsKnownBy(int registrar) {
        try {
            return system.registered(registrar);
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** Sessions of a pu-sidecar now. */
    int sessions(int user) throws IOException {
        return userManagement(user).json("/sessions").path("total").asInt();
    }

    @Override
    public void close() {
        system.close();
    }
}
