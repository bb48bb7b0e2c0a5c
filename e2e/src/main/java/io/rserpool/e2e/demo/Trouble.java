package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Kills servers, restarts them as a kubelet would, and tells what the pu-sidecar makes of it. */
final class Trouble {
    private static final Duration RESTART_AFTER = Duration.ofSeconds(1);

    private record Restart(int number, long due) {}

    private final Stage stage;
    private final Scene scene;
    private final Screen screen;
    private final List<Restart> restarts = new ArrayList<>();
    private final List<JsonNode> failovers = new ArrayList<>();
    private int kills;

    Trouble(Stage stage, Scene scene) {
        this.stage = stage;
        this.scene = scene;
        this.screen = stage.screen();
    }

    /**
     * Kills the process that serves a session, and says so.
     *
     * @param when such as "after 50 MB"
     * @return whether there was one
     */
    boolean strike(int session, String when) {
        var victim = stage.serving(session);
        if (victim == 0) {
            return false;
        }
        screen.event(
                "SIGKILL to server-%d (pid %d) %s", victim, stage.server(victim).pid(), when);
        kill(victim);
        return true;
    }

    /** Kills a server; {@link #restart} starts it again a while later. */
    void kill(int number) {
        stage.server(number).kill();
        kills++;
        restarts.add(new Restart(number, System.nanoTime() + RESTART_AFTER.toNanos()));
    }

    /** Tells of new failovers, and restarts what was killed a while ago. */
    void observe() {
        newFailovers().forEach(this::tell);
        restart().forEach(number -> screen.event("server-%d started again, as a kubelet would", number));
    }

    /** The failovers since the last time. */
    List<JsonNode> newFailovers() {
        var known = failovers.size();
        try {
            var all = stage.sessions().path("failovers");
            for (int i = known; i < all.size(); i++) {
                failovers.add(all.get(i));
            }
        } catch (IOException e) {
            screen.event("the pu-sidecar does not answer: %s", e.getMessage());
        }
        return List.copyOf(failovers.subList(known, failovers.size()));
    }

    /** Restarts what was killed a while ago, and says what that was. */
    List<Integer> restart() {
        var due = restarts.stream()
                .filter(restart -> restart.due - System.nanoTime() <= 0)
                .toList();
        restarts.removeAll(due);
        due.forEach(restart -> stage.restart(restart.number));
        return due.stream().map(Restart::number).toList();
    }

    private void tell(JsonNode failover) {
        screen.event(
                "  failover server-%d → server-%d (%s): another server answers after %.0f ms; %s",
                stage.number(failover.path("from").asText()),
                stage.number(failover.path("to").asText()),
                failover.path("cause").asText(),
                failover.path("switchMillis").asDouble(),
                scene.resumed(failover));
    }

    /** The server that serves a session now, for people. */
    String serving(int session) {
        var number = stage.serving(session);
        return number == 0 ? "nobody" : "server-" + number;
    }

    int kills() {
        return kills;
    }

    int failovers() {
        return failovers.size();
    }

    /** Kills and failovers, for people. */
    String summary() {
        var slowest = failovers.stream()
                .mapToDouble(failover -> failover.path("switchMillis").asDouble())
                .max();
        return "%d servers killed, %d failovers, %s"
                .formatted(
                        kills,
                        failovers.size(),
                        slowest.isEmpty()
                                ? "none measured"
                                : String.format(Locale.ROOT, "the slowest took %.0f ms", slowest.getAsDouble()));
    }
}
