package io.rserpool.e2e.demo;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Three registrars, three ordinary servers, ordinary clients, and somebody who kills servers. */
@Command(
        name = "./demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Ordinary clients talk to ordinary servers while the process that serves them is killed (SIGKILL), again and"
                    + " again. Clients and servers know nothing of RSerPool; their sidecars move the sessions to another"
                    + " server. All runs on loopback addresses, without root.",
            "With --kubernetes as the first option the same happens on a Kind cluster: ./demo --kubernetes --help"
        })
public final class Demo implements Callable<Integer> {
    /** What is played. */
    enum Name {
        FILES,
        HTTP,
        REDIS,
        STREAM
    }

    @Option(
            names = "--scene",
            paramLabel = "SCENE",
            description = {
                "What survives (default: files):",
                "  files   bare TCP: socat downloads a file (failover mode replay)",
                "  http    curl downloads a file from nginx, or from python3 -m http.server (mode http)",
                "  redis   redis-cli asks, and stays subscribed, at read replicas (mode redis)",
                "  stream  curl reads an answer that is generated word by word, shown live; it goes on in mid-sentence"
                        + " (mode http)"
            })
    private Name name = Name.FILES;

    @Option(
            names = "--check",
            description = "Unattended: faster, and ends with 0 only if no session was lost and every byte is right.")
    private boolean check;

    @Option(
            names = "--secure",
            description = "Members of the scope alone speak with each other, over DTLS (docs/security.md).")
    private boolean secure;

    @Option(names = "--size", paramLabel = "MB", description = "Size of the file (default: 300).")
    private int megabytes = 300;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "MB/s that the client reads (default: 15; --check: 40), or words per second of the stream"
                    + " (default: 15; --check: 40).")
    private int rate;

    @Option(names = "--kills", paramLabel = "N", description = "How often to kill (default: ${DEFAULT-VALUE}).")
    private int kills = 5;

    @Option(
            names = "--logs",
            paramLabel = "FOLDER",
            description = "Keep the logs there (default: deleted, if all is well).")
    private @Nullable Path logs;

    private final Screen screen = new Screen();

    private Demo() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Demo())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (rate == 0) {
            rate = check ? 40 : 15;
        }
        var keep = logs != null;
        var directory = keep ? Files.createDirectories(logs) : Files.createTempDirectory("rserpool-demo");
        var good = false;
        try (var system = new LocalSystem(LocalSystem.project(), directory, Stage.REGISTRARS);
                var scene = scene(directory)) {
            if (secure) {
                system.secure();
            }
            Runtime.getRuntime().addShutdownHook(new Thread(system::close));
            good = run(system, scene);
        } finally {
            if (!good || keep) {
                System.out.println("Logs: " + directory);
            } else {
                delete(directory);
            }
        }
        return good ? 0 : 1;
    }

    private Scene scene(Path directory) {
        return switch (name) {
            case FILES -> new SocatScene(directory, megabytes, rate);
            case HTTP -> new HttpScene(directory, megabytes, rate);
            case REDIS -> new RedisScene(directory);
            case STREAM -> new StreamScene(directory, rate);
        };
    }

    private boolean run(LocalSystem system, Scene scene) throws Exception {
        screen.line("RSerPool demo: %d registrars, %d ordinary %s, ordinary clients; no cluster, no root"
                .formatted(Stage.REGISTRARS, Stage.SERVERS, scene.servers()));
        var stage = new Stage(system, scene, screen);
        stage.start();
        var good = scene.play(stage, new Trouble(stage, scene), kills);
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
