package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;

/**
 * RSPLIB's servers of one service, each on a host of its own.
 *
 * @param processes by PE identifier, eight hexadecimal digits
 */
record Servers(Map<String, LocalProcess> processes) {
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(40);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String FIRST = "5e%02d0001";

    /** Starts servers, which look for a registrar in the order given. */
    static Servers start(Rsplib rsplib, Lab lab, String service, List<LabHost> registrars, int count) {
        var processes = new TreeMap<String, LocalProcess>();
        for (int i = 0; i < count; i++) {
            var host = lab.host();
            var identifier = FIRST.formatted(host.number());
            processes.put(identifier, rsplib.server(host, service, registrars, "-identifier=0x" + identifier));
        }
        return new Servers(processes);
    }

    void kill(String identifier) {
        assertThat(processes).containsKey(identifier);
        processes.get(identifier).kill();
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
