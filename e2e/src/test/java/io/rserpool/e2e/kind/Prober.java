package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An unmodified client in a pod of its own: again and again, with a pause of 100 ms, it connects to a Service by its name, says something and
 * wants the right answer. Its log gives time, duration and outcome of each attempt.
 */
final class Prober {
    /** In so short a time an attempt is answered, whatever is missing, on a machine that has a processor to spare. */
    private static final Duration ORDINARY = Duration.ofSeconds(1);

    /**
     * An attempt is three processes in the client's pod and two in the server's. While pods start, which takes all processors of a small machine
     * for seconds, some attempts are slow for that reason alone: five in a hundred may be, up to five times. How slow the machine is at that
     * moment shows by a {@link Attempt#baseline}, which is granted several times. A client that is kept waiting for something of ours that is
     * missing waits for 30 s.
     */
    private static final Duration ON_A_BUSY_MACHINE = ORDINARY.multipliedBy(5);

    private static final int BASELINES = 5;

    private static final double ORDINARY_SHARE = 0.95;

    /** Attempts that are waited for where something is missing: about 5 s of them. */
    private static final int ENOUGH = 40;

    private static final Pattern LINE = Pattern.compile("^attempt (\\d+) (\\d+) (\\d+) (.*)$", Pattern.MULTILINE);

    /** The baseline is the same talk with a server in the client's own pod, at the same time. */
    private static final String SCRIPT = """
            now() { date +%%s%%3N; }
            baseline() {
              from=$(now)
              echo hello | timeout 60 socat -t10 - TCP:127.0.0.1:7777 >/dev/null 2>&1
              echo $(($(now) - from)) >/tmp/baseline
            }
            socat -t10 TCP-LISTEN:7777,bind=127.0.0.1,reuseaddr,fork EXEC:cat &
            while true; do
              baseline &
              begin=$(now)
              got=$(%s | timeout 60 socat -t10 - TCP:%s 2>&1)
              end=$(now)
              wait $!
              if [ "$got" = "%s" ]; then outcome=ok; else outcome="failed: $(echo "$got" | tail -n 1)"; fi
              echo "attempt $begin $((end - begin)) $(cat /tmp/baseline) $outcome"
              sleep 0.1
            done
            """;

    private final KindSystem system;
    private final String namespace;
    private final String pod;

    private Prober(KindSystem system, String namespace, String pod) {
        this.system = system;
        this.namespace = namespace;
        this.pod = pod;
    }

    /**
     * One connection.
     *
     * @param baseline how long the same took at the same time within the client's pod
     * @param outcome {@code ok}, or what went wrong
     */
    record Attempt(Instant begin, Duration took, Duration baseline, String outcome) {
        boolean succeeded() {
            return outcome.equals("ok");
        }

        /** Whether it took no longer, on a machine as busy as this one was. */
        boolean isWithin(Duration time) {
            return took.minus(baseline.multipliedBy(BASELINES)).compareTo(time) <= 0;
        }
    }

    /** {@return the script of a client that says one line, and wants it back} */
    static String echo(String target) {
        return script("echo hello", target, "hello");
    }

    /** {@return the script of a client of which each session goes on for so many times 100 ms, a line each} */
    static String sessions(String target, int lines) {
        return script(
                "for i in $(seq %d); do echo $i; sleep 0.1; done".formatted(lines),
                target,
                "$(seq %d)".formatted(lines));
    }

    /** {@return the script of a client that says nothing, and wants to be told something} */
    static String listen(String target, String expected) {
        return script("true", target, expected);
    }

    private static String script(String say, String target, String expected) {
        return SCRIPT.formatted(say, target, expected);
    }

    /** Starts a prober as a bare pod, which nobody restarts, and waits for its first attempt. */
    static Prober start(KindSystem system, String namespace, String pod, String app, String script) {
        system.apply(namespace, Workloads.pod(pod, app, script));
        var prober = new Prober(system, namespace, pod);
        await().atMost(KindSystem.ROLLOUT)
                .until(() -> !prober.attempts(Instant.EPOCH).isEmpty());
        return prober;
    }

    /** {@return the prober that runs in a pod} */
    static Prober in(KindSystem system, String namespace, String pod) {
        return new Prober(system, namespace, pod);
    }

    String pod() {
        return pod;
    }

    /** {@return the attempts that began since then and have ended} */
    List<Attempt> attempts(Instant since) {
        var log = system.log(namespace, pod, "main");
        return LINE.matcher(log)
                .results()
                .map(match -> new Attempt(
                        Instant.ofEpochMilli(Long.parseLong(match.group(1))),
                        Duration.ofMillis(Long.parseLong(match.group(2))),
                        Duration.ofMillis(Long.parseLong(match.group(3))),
                        match.group(4)))
                .filter(attempt -> !attempt.begin().isBefore(since))
                .toList();
    }

    /** Waits for some seconds of attempts from now on. */
    void awaitAttempts() {
        awaitAttempts(ENOUGH);
    }

    void awaitAttempts(int count) {
        var now = Instant.now();
        await().atMost(KindSystem.ROLLOUT).until(() -> attempts(now).size() >= count);
    }

    /** Since then no attempt has failed, and none took longer than one of a client without a sidecar. */
    void assertUnharmed(Instant since) {
        assertUnharmed(since, Duration.ZERO);
    }

    /** As {@link #assertUnharmed(Instant)}, for attempts that take so long of themselves. */
    void assertUnharmed(Instant since, Duration talk) {
        var attempts = attempts(since);
        assertThat(attempts).as("attempts of %s since %s", pod, since).isNotEmpty();
        assertThat(attempts)
                .as("attempts of %s since %s", pod, since)
                .allMatch(Attempt::succeeded)
                .allMatch(attempt -> attempt.isWithin(talk.plus(ON_A_BUSY_MACHINE)));
        var slow = attempts.stream()
                .filter(attempt -> !attempt.isWithin(talk.plus(ORDINARY)))
                .toList();
        // One is always allowed: five in a hundred of few attempts are none.
        assertThat(slow.size())
                .as("attempts of %s since %s, of %d, that took long: %s", pod, since, attempts.size(), slow)
                .isLessThanOrEqualTo((int) Math.max(1, attempts.size() * (1 - ORDINARY_SHARE)));
    }

    /** {@return how long from then on attempts failed: zero if none did} */
    Duration outage(Instant since) {
        return attempts(since).stream()
                .filter(attempt -> !attempt.succeeded())
                .map(attempt -> Duration.between(since, attempt.begin().plus(attempt.took())))
                .reduce(Duration.ZERO, (first, last) -> last);
    }
}
