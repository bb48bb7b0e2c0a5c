package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Registrars, ordinary servers with their pe-sidecars, and a pu-sidecar, all up and registered. */
final class PooledServers implements AutoCloseable {
    static final int PORT = 8080;

    /** Options of socat for {@code PIPE}: with larger blocks it writes what its pipe may not hold, and waits for itself. */
    static final List<String> ECHO = List.of("-b4096");

    private final LocalSystem system;
    private final List<String> socatOptions;
    private final String served;
    private final List<LocalProcess> servers = new ArrayList<>();
    private final List<LocalProcess> elements = new ArrayList<>();

    /**
     * @param system closed with this
     * @param registrars as many as the system has
     * @param count of servers
     */
    PooledServers(
            LocalSystem system, int registrars, int count, String failover, List<String> socatOptions, String served) {
        this.system = system;
        this.socatOptions = socatOptions;
        this.served = served;
        try {
            start(registrars, count, failover);
        } catch (RuntimeException e) {
            system.close();
            throw e;
        }
    }

    /**
     * @param socatOptions of the servers, for example {@code -U}
     * @param mtu of the programs; 0 = of loopback
     * @param served what socat connects each client with, for example {@code PIPE}
     * @param failover mode of the pool
     */
    PooledServers(
            Path directory,
            int registrars,
            int count,
            String failover,
            List<String> socatOptions,
            String served,
            int mtu) {
        this(system(directory, registrars, mtu), registrars, count, failover, socatOptions, served);
    }

    private static LocalSystem system(Path directory, int registrars, int mtu) {
        var system = new LocalSystem(LocalSystem.project(), directory, registrars);
        system.setMtu(mtu);
        return system;
    }

    private void start(int registrars, int count, String failover) {
        for (int number = 1; number <= registrars; number++) {
            system.startRegistrar(number);
        }
        for (int number = 1; number <= count; number++) {
            servers.add(startServer(number));
            elements.add(startElement(number));
        }
        system.startUser(Map.of(
                "rserpool.pu.pools.bench.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.bench.failover",
                failover));
        await().atMost(Duration.ofSeconds(60)).until(() -> registered() == count);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> system.management(system.userAddress()).ready());
    }

    LocalSystem system() {
        return system;
    }

    LocalProcess server(int number) {
        return servers.get(number - 1);
    }

    LocalProcess element(int number) {
        return elements.get(number - 1);
    }

    String serverAddress(int number) {
        return system.serverAddress(number);
    }

    private LocalProcess startServer(int number) {
        var command = new ArrayList<String>();
        command.add("socat");
        command.addAll(socatOptions);
        command.add("TCP-LISTEN:" + PORT + ",bind=" + serverAddress(number) + ",reuseaddr,fork,nodelay,backlog=128");
        command.add(served);
        return system.start("server-" + number, command, Map.of());
    }

    private LocalProcess startElement(int number) {
        return system.startElement(
                number, Map.of("rserpool.pe.pools.bench.server", serverAddress(number) + ":" + PORT));
    }

    /** Starts a killed server again and waits until its element is registered. */
    void restartServer(int number) {
        servers.set(number - 1, startServer(number));
        await().atMost(Duration.ofSeconds(30)).until(() -> registered() == servers.size());
    }

    int registered() {
        try {
            return system.registered(1);
        } catch (IOException notYet) {
            return 0;
        }
    }

    /** The number of the server whose process has a child for a connection: that which serves. */
    int serving() {
        for (int number = 1; number <= servers.size(); number++) {
            if (ProcessHandle.of(server(number).pid()).stream()
                    .anyMatch(process -> process.children().findAny().isPresent())) {
                return number;
            }
        }
        throw new IllegalStateException("no server serves");
    }

    @Override
    public void close() {
        system.close();
    }
}
