package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.load.RedisServer;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** nginx and redis-server three times each, and a pu-sidecar that leads to them in every mode that fits: all are up at the same time. */
final class PoolsByMode implements AutoCloseable {
    static final int COUNT = 3;
    static final int BIG = 400_000_000;

    private static final Duration LONGEST_START = Duration.ofMinutes(2);

    /** A program that serves. */
    enum Program {
        NGINX(8080),
        REDIS(6379);

        final int port;

        Program(int port) {
            this.port = port;
        }
    }

    /** A pool as the pu-sidecar uses it. */
    enum Use {
        NGINX_RECONNECT(Program.NGINX, "reconnect", 8001),
        NGINX_HTTP(Program.NGINX, "http", 8002),
        REDIS_RECONNECT(Program.REDIS, "reconnect", 8003),
        REDIS_REPLAY(Program.REDIS, "replay", 8004),
        REDIS_REDIS(Program.REDIS, "redis", 8005);

        final Program program;
        final String mode;
        final int port;

        Use(Program program, String mode, int port) {
            this.program = program;
            this.mode = mode;
            this.port = port;
        }
    }

    private final LocalSystem system;
    private final Path directory;
    private final Map<Program, LocalProcess[]> servers = new EnumMap<>(Program.class);
    private final List<LocalProcess> elements = new ArrayList<>();
    private final LocalProcess user;

    PoolsByMode(Path directory) throws IOException {
        this.directory = directory;
        this.system = new LocalSystem(LocalSystem.project(), directory, 1);
        try {
            startServers();
            user = startUser();
            awaitRegistered();
            await().atMost(LONGEST_START)
                    .until(() -> system.management(system.userAddress()).ready());
        } catch (RuntimeException | IOException e) {
            system.close();
            throw e;
        }
    }

    private void startServers() throws IOException {
        prepareFiles();
        system.startRegistrar(1);
        for (var program : Program.values()) {
            servers.put(program, new LocalProcess[COUNT + 1]);
        }
        for (int number = 1; number <= COUNT; number++) {
            var element = new TreeMap<String, String>();
            for (var program : Program.values()) {
                startServer(program, number);
                element.put("rserpool.pe.pools." + program + ".server", address(number) + ":" + program.port);
            }
            elements.add(system.startElement(number, element));
        }
    }

    private LocalProcess startUser() {
        var settings = new TreeMap<String, String>();
        for (var use : Use.values()) {
            var key = "rserpool.pu.pools." + use + ".";
            settings.put(key + "handle", use.program.name());
            settings.put(key + "listen", system.serviceAddress() + ":" + use.port);
            settings.put(key + "failover", use.mode);
            settings.put(key + "max-sessions", "5000");
        }
        return system.startUser(settings);
    }

    private void prepareFiles() throws IOException {
        var files = Files.createDirectories(directory.resolve("files"));
        Files.writeString(files.resolve("small"), Question.VALUE);
        try (var big = new RandomAccessFile(files.resolve("big").toFile(), "rw")) {
            big.setLength(BIG); // sparse
        }
        // Into the page cache, or the first use would pay for it.
        try (var in = Files.newInputStream(files.resolve("big"))) {
            in.transferTo(OutputStream.nullOutputStream());
        }
    }

    private void startServer(Program program, int number) {
        var name = program + "-" + number;
        servers(program)[number] = switch (program) {
            case NGINX ->
                Nginx.start(
                        system,
                        name,
                        address(number),
                        program.port,
                        directory.resolve("files"),
                        directory.resolve(name),
                        "add_header " + Question.SERVED_BY + " $server_addr;");
            case REDIS -> RedisServer.start(system, name, address(number), program.port);
        };
        if (program == Program.REDIS) {
            await().atMost(LONGEST_START).ignoreExceptions().until(() -> setValue(number));
        }
    }

    /** The same in every redis-server. */
    private boolean setValue(int number) throws IOException {
        try (var connection = new Question.Connection(new InetSocketAddress(address(number), Program.REDIS.port))) {
            connection.write("*3\r\n$3\r\nSET\r\n$5\r\nsmall\r\n$%d\r\n%s\r\n"
                    .formatted(Question.VALUE.length(), Question.VALUE));
            return connection.readLine().equals("+OK");
        }
    }

    private LocalProcess[] servers(Program program) {
        return servers.getOrDefault(program, new LocalProcess[0]);
    }

    LocalSystem system() {
        return system;
    }

    /** The pu-sidecar. */
    LocalProcess user() {
        return user;
    }

    /** The pe-sidecars. */
    List<LocalProcess> elements() {
        return elements;
    }

    /** The address of both servers of this number. */
    String address(int number) {
        return system.serverAddress(number);
    }

    /** Where the servers themselves are found. */
    List<InetSocketAddress> direct(Program program) {
        return IntStream.rangeClosed(1, COUNT)
                .mapToObj(number -> new InetSocketAddress(address(number), program.port))
                .toList();
    }

    InetSocketAddress listener(Use use) {
        return new InetSocketAddress(system.serviceAddress(), use.port);
    }

    void kill(Program program, int number) {
        servers(program)[number].kill();
    }

    /** Starts a killed server again and waits until all elements are registered. */
    void restart(Program program, int number) {
        startServer(program, number);
        awaitRegistered();
    }

    private void awaitRegistered() {
        await().atMost(LONGEST_START)
                .ignoreExceptions()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> system.registered(1) == COUNT * Program.values().length);
    }

    /** The number of the server that a session of the pu-sidecar is with; 0 if there is no session of that use. */
    int serving(Use use) throws IOException {
        for (var session :
                system.management(system.userAddress()).json("/sessions").path("sessions")) {
            if (session.path("pool").asText().equals(use.name())) {
                return system.elementNumber(session.path("element").asText());
            }
        }
        return 0;
    }

    @Override
    public void close() {
        system.close();
        directory.resolve("files/big").toFile().delete();
    }
}
