package io.rserpool.e2e.interop;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * RSPLIB's servers of one service, each on a host of its own.
 *
 * @param servers by PE identifier, eight hexadecimal digits
 */
record Servers(Map<String, Server> servers) {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String IDENTIFIER = "5e%06x";

    record Server(LabHost host, LocalProcess process) {}

    /** Starts servers, which look for a registrar in the order given. */
    static Servers start(
            Rsplib rsplib, Lab lab, String service, List<LabHost> registrars, int count, String... options) {
        var servers = new TreeMap<String, Server>();
        for (int i = 0; i < count; i++) {
            var host = lab.host();
            var identifier = IDENTIFIER.formatted(host.number());
            servers.put(identifier, new Server(host, rsplib.server(host, service, identifier, registrars, options)));
        }
        return new Servers(servers);
    }

    Set<String> identifiers() {
        return servers.keySet();
    }

    /** What a server has printed. */
    String text(String identifier) {
        return Rsplib.text(servers.get(identifier).process());
    }

    LabHost host(String identifier) {
        return servers.get(identifier).host();
    }

    void kill(String identifier) {
        servers.get(identifier).process().kill();
    }

    /** Of two servers the other one. */
    String other(String identifier) {
        return servers.keySet().stream()
                .filter(server -> !server.equals(identifier))
                .findFirst()
                .orElseThrow();
    }

    /** The first server that a user has come to, as soon as there is one. */
    String visited() {
        var visited = new AtomicReference<String>();
        await().atMost(ANSWERS_WITHIN).until(() -> {
            servers.keySet().stream()
                    .filter(server -> text(server).contains("Added incoming session"))
                    .findFirst()
                    .ifPresent(visited::set);
            return visited.get() != null;
        });
        return visited.get();
    }

    /**
     * Enters a text at an {@code rspterminal} until it comes back: a terminal loses what is entered while it has no server.
     *
     * @return who answered: a PE identifier
     */
    static String echo(LocalProcess terminal, String text) {
        var attempt = new AtomicInteger();
        var answer = new AtomicReference<String>();
        var echoed = Pattern.compile("from PE \\$([0-9a-f]{8})> " + text + "-\\d+");
        await().atMost(ANSWERS_WITHIN)
                .pollInterval(PATIENCE)
                .pollDelay(Duration.ZERO)
                .until(() -> {
                    var found = echoed.matcher(Rsplib.text(terminal)).results().findFirst();
                    found.ifPresentOrElse(
                            match -> answer.set(match.group(1)),
                            () -> terminal.enter(text + "-" + attempt.incrementAndGet()));
                    return found.isPresent();
                });
        return answer.get();
    }
}
