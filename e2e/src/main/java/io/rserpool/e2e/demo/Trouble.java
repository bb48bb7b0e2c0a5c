package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Kills servers, restarts them as a kubelet would, and tells what the pu-sidecar makes of it. */
final class Trouble {
    private static final Duration RESTART_AFTER = Duration.ofSeconds(1);

    private record Restart(int number, long due) {}

    private final LocalSystem system;
    private final List<LocalProcess> servers;
    private final Screen screen;
    private final Path file;
    private final int port;
    private final List<Restart> restarts = new ArrayList<>();
    private final List<Double> switchMillis = new ArrayList<>();
    private int kills;

    Trouble(LocalSystem system, List<LocalProcess> servers, Screen screen, Path file, int port) {
        this.system = system;
        this.servers = servers;
        this.screen = screen;
        this.file = file;
        this.port = port;
    }

    /** Kills the process that serves the session. */
    void strike(long received) {
        var victim = servingNumber();
        if (victim == 0) {
            return;
        }
        var server = servers.get(victim - 1);
        screen.event("SIGKILL to server-%d (pid %d) after %d MB", victim, server.pid(), received >> 20);
        server.kill();
        kills++;
        restarts.add(new Restart(victim, System.nanoTime() + RESTART_AFTER.toNanos()));
    }

    /** Tells of new failovers, and restarts what was killed a while ago. */
    void observe() {
        try {
            var failovers = sessions().path("failovers");
            for (int i = switchMillis.size(); i < failovers.size(); i++) {
                tell(failovers.get(i));
            }
        } catch (IOException e) {
            screen.event("the pu-sidecar does not answer: %s", e.getMessage());
        }
        restarts.removeIf(restart -> {
            var due = restart.due - System.nanoTime() <= 0;
            if (due) {
                servers.set(
                        restart.number - 1,
                        system.startFileServer(
                                "server-" + restart.number, system.address(40 + restart.number), port, file));
                screen.event("server-%d started again, as a kubelet would", restart.number);
            }
            return due;
        });
    }

    private void tell(JsonNode failover) {
        var millis = failover.path("switchMillis").asDouble();
        switchMillis.add(millis);
        screen.event(
                "  failover server-%d → server-%d (%s): another server answers after %.0f ms; %d MB that the client has"
                        + " already were compared and skipped",
                number(failover.path("from").asText()),
                number(failover.path("to").asText()),
                failover.path("cause").asText(),
                millis,
                failover.path("skippedBytes").asLong() >> 20);
    }

    /** The server that serves now, for people. */
    String serving() {
        var number = servingNumber();
        return number == 0 ? "nobody" : "server-" + number;
    }

    private int servingNumber() {
        try {
            return number(sessions().path("sessions").path(0).path("element").asText());
        } catch (IOException e) {
            return 0;
        }
    }

    private JsonNode sessions() throws IOException {
        return system.management(system.userAddress()).json("/sessions");
    }

    private int number(String element) {
        for (int number = 1; number <= servers.size(); number++) {
            if (element.contains(system.elementAddress(number))) {
                return number;
            }
        }
        return 0;
    }

    int kills() {
        return kills;
    }

    int failovers() {
        return switchMillis.size();
    }

    String summary() {
        return switchMillis.isEmpty()
                ? "none measured"
                : String.format(
                        Locale.ROOT,
                        "the slowest took %.0f ms",
                        switchMillis.stream()
                                .mapToDouble(Double::doubleValue)
                                .max()
                                .orElse(0));
    }
}
