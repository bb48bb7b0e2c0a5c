package io.rserpool.e2e.demo;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three registrars, three ordinary servers, one ordinary client, and somebody who kills servers. */
@Command(
        name = "./demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "An ordinary client (socat) downloads a file from ordinary servers (socat) while the process that serves it"
                    + " is killed (SIGKILL), again and again. Client and servers know nothing of RSerPool; their sidecars"
                    + " move the session to another server. All runs on loopback addresses, without root.",
            "With --kubernetes as the first option the same happens on a Kind cluster: ./demo --kubernetes --help"
        })
public final class Demo implements Callable<Integer> {
    private static final int PORT = 8080;
    private static final int SERVERS = 3;
    private static final int REGISTRARS = 3;

    @Option(
            names = "--check",
            description = "Unattended: faster, and ends with 0 only if no session was lost and every byte is right.")
    private boolean check;

    @Option(names = "--size", paramLabel = "MB", description = "Size of the file (default: 300).")
    private int megabytes = 300;

    @Option(
            names = "--rate",
            paramLabel = "MB/s",
            description = "How fast the client reads (default: 15; --check: 40).")
    private int rate;

    @Option(names = "--kills", paramLabel = "N", description = "How often to kill (default: 5).")
    private int kills = 5;

    @Option(
            names = "--logs",
            paramLabel = "FOLDER",
            description = "Keep the logs there (default: deleted, if all is well).")
    private @Nullable Path logs;

    private final Screen screen = new Screen();
    private final List<LocalProcess> servers = new ArrayList<>();

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rate == 0) {
            rate = check ? 40 : 15;
        }
        var keep = logs != null;
        var directory = keep ? Files.createDirectories(logs) : Files.createTempDirectory("rserpool-demo");
        var good = false;
        try (var system = new LocalSystem(LocalSystem.project(), directory, REGISTRARS)) {
            Runtime.getRuntime().addShutdownHook(new Thread(system::close));
            good = run(system, directory);
        } finally {
            Files.deleteIfExists(directory.resolve("file"));
            if (!good || keep) {
                System.out.println("Logs: " + directory);
            } else {
                delete(directory);
            }
        }
        return good ? 0 : 1;
    }

    private boolean run(LocalSystem system, Path directory) throws Exception {
        screen.line("RSerPool demo: %d registrars, %d ordinary file servers, 1 ordinary client; no cluster, no root"
                .formatted(REGISTRARS, SERVERS));
        var file = directory.resolve("file");
        var expected = write(file);
        start(system, file);
        screen.event(
                "the client downloads %d MB from %s:%d (the pu-sidecar), reading %d MB/s",
                megabytes, system.serviceAddress(), PORT, rate);
        var download =
                Download.start(system.serviceAddress(), PORT, (long) rate << 20, directory.resolve("client.log"));
        var trouble = new Trouble(system, servers, screen, file, PORT);
        try {
            follow(download, trouble);
        } finally {
            download.kill();
        }
        return verdict(download, trouble, expected);
    }

    private void start(LocalSystem system, Path file) {
        for (int number = 1; number <= REGISTRARS; number++) {
            system.startRegistrar(number);
        }
        for (int number = 1; number <= SERVERS; number++) {
            var address = system.address(40 + number);
            servers.add(system.startFileServer("server-" + number, address, PORT, file));
            system.startElement(number, Map.of("rserpool.pe.pools.files.server", address + ":" + PORT));
        }
        system.startUser(Map.of(
                "rserpool.pu.pools.files.listen",
                system.serviceAddress() + ":" + PORT,
                "rserpool.pu.pools.files.failover",
                "replay"));
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> Topology.complete(system, REGISTRARS, SERVERS));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> system.management(system.userAddress()).ready());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("the system did not come up within a minute", e);
        }
        for (int number = 1; number <= REGISTRARS; number++) {
            screen.event("registrar-%d  %s", number, Topology.summary(system, number));
        }
        for (int number = 1; number <= SERVERS; number++) {
            screen.event(
                    "server-%d     socat, pid %d; its pe-sidecar at %s",
                    number, servers.get(number - 1).pid(), system.elementAddress(number));
        }
    }

    /** Writes a file of bytes that nobody can guess. Returns its SHA-256. */
    private String write(Path file) throws IOException {
        var digest = Download.sha256();
        var random = new Random();
        var block = new byte[1 << 20];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                out.write(block);
                digest.update(block);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void follow(Download download, Trouble trouble) throws Exception {
        var total = (long) megabytes << 20;
        for (int kill = 1; !download.ended(); ) {
            if (kill <= kills && download.received() > total * kill / (kills + 1)) {
                trouble.strike(download.received());
                kill++;
            }
            trouble.observe();
            screen.progress(
                    download.received(),
                    total,
                    "%d MB, served by %s".formatted(download.received() >> 20, trouble.serving()));
            Thread.sleep(20); // how often the screen is redrawn
        }
        screen.endProgress();
    }

    private boolean verdict(Download download, Trouble trouble, String expected) throws IOException {
        trouble.observe();
        var total = (long) megabytes << 20;
        var complete = download.received() == total;
        var right = complete && download.checksum().equals(expected);
        screen.event("%s", complete ? "the download is complete" : "the download ended early: " + download.complaint());
        screen.line("");
        screen.line("  %d MB of %d received, SHA-256 %s"
                .formatted(
                        download.received() >> 20,
                        megabytes,
                        right ? "equal: " + expected.substring(0, 16) + "…" : "WRONG"));
        screen.line("  %d servers killed, %d failovers, %s; the client's longest wait for a byte: %d ms"
                .formatted(trouble.kills(), trouble.failovers(), trouble.summary(), download.longestGapMillis()));
        var good = right && trouble.kills() == kills && trouble.failovers() >= kills;
        screen.line(good ? "  No session was lost and every byte is right." : "  FAILED");
        return good;
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
