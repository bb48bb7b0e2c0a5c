package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One nginx and the ways to it: direct, through HAProxy, through two HAProxys, through both sidecars. All are up at the same time. */
final class ProxyWays implements AutoCloseable {
    static final int SMALL = 200;
    static final int BIG = 400_000_000;
    static final String TWO_HAPROXYS = "haproxy2";
    static final String SIDECARS = "sidecars";
    static final List<String> NAMES = List.of("direct", "haproxy", TWO_HAPROXYS, SIDECARS);

    private static final int PORT = 8080;
    private static final int INNER_PORT = 8081;

    /**
     * A way to nginx.
     *
     * @param processes what the way consists of, for its processor time and memory; registrars do not take part in it
     */
    record Way(String name, String url, List<LocalProcess> processes) {
        Duration cpuTime() {
            return processes.stream().map(LocalProcess::cpuTime).reduce(Duration.ZERO, Duration::plus);
        }

        long residentBytes() {
            return processes.stream().mapToLong(LocalProcess::residentBytes).sum();
        }
    }

    private final LocalSystem system;
    private final Path directory;
    private final Map<String, Way> ways = new LinkedHashMap<>();

    /**
     * @param failover mode of the pool
     * @param mtu of the sidecars; 0 = of loopback
     */
    ProxyWays(Path directory, String failover, int mtu) throws IOException {
        this.directory = directory;
        this.system = new LocalSystem(LocalSystem.project(), directory, 1);
        system.setMtu(mtu);
        try {
            start(failover);
        } catch (RuntimeException | IOException e) {
            system.close();
            throw e;
        }
    }

    private void start(String failover) throws IOException {
        var files = Files.createDirectories(directory.resolve("files"));
        var small = new byte[SMALL];
        Arrays.fill(small, (byte) 'x');
        Files.write(files.resolve("small"), small);
        try (var big = new RandomAccessFile(files.resolve("big").toFile(), "rw")) {
            big.setLength(BIG); // sparse
        }
        // Into the page cache, or the first way would pay for it.
        try (var in = Files.newInputStream(files.resolve("big"))) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        var server = system.address(41);
        add(NAMES.get(0), server, Nginx.start(system, "nginx", server, PORT, files, directory, ""));
        add(NAMES.get(1), system.address(51), haproxy("haproxy", 51, PORT, server + ":" + PORT));
        var inner = haproxy("haproxy-inner", 52, INNER_PORT, server + ":" + PORT);
        var outer = haproxy("haproxy-outer", 52, PORT, system.address(52) + ":" + INNER_PORT);
        add(TWO_HAPROXYS, system.address(52), outer, inner);
        system.startRegistrar(1);
        var element = system.startElement(1, Map.of("rserpool.pe.pools.bench.server", server + ":" + PORT));
        var user = system.startUser(Map.of(
                "rserpool.pu.pools.bench.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.bench.failover",
                failover,
                "rserpool.pu.pools.bench.max-sessions",
                "2000"));
        add(SIDECARS, system.serviceAddress(), user, element);
        ways.values().forEach(way -> await(way.name)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> answers(way)));
    }

    private void add(String name, String address, LocalProcess... processes) {
        ways.put(name, new Way(name, "http://" + address + ":" + PORT, List.of(processes)));
    }

    private LocalProcess haproxy(String name, int host, int port, String server) {
        var configuration = directory.resolve(name + ".cfg");
        var text = """
                global
                  nbthread 1
                  maxconn 8000
                defaults
                  mode tcp
                  timeout client 1h
                  timeout server 1h
                  timeout connect 1s
                listen bench
                  bind %s:%d
                  server server %s check inter 1s
                """.formatted(system.address(host), port, server);
        try {
            Files.writeString(configuration, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return system.start(name, List.of("haproxy", "-f", configuration.toString()), Map.of());
    }

    private static boolean answers(Way way) throws IOException {
        var connection = URI.create(way.url + "/small").toURL().openConnection();
        connection.setReadTimeout(2000);
        try (var in = connection.getInputStream()) {
            return in.readAllBytes().length == SMALL;
        }
    }

    LocalSystem system() {
        return system;
    }

    Way way(String name) {
        var way = ways.get(name);
        if (way == null) {
            throw new IllegalArgumentException("no way " + name + "; there are " + String.join(", ", NAMES));
        }
        return way;
    }

    @Override
    public void close() {
        system.close();
    }
}
