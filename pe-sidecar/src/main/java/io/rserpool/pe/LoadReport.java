package io.rserpool.pe;

import io.rserpool.protocol.parameter.Policy;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The load of an element for the policy least used: sessions by capacity, or the CPU load where the
 * capacity is not limited. Reported when it has moved enough, and not more often than once a second.
 */
final class LoadReport {
    private static final double STEP = 0.05;
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private ServedPool.Settings settings;
    private final IntSupplier sessions;
    private final Consumer<Policy> report;
    private final EventLoop loop;
    private final CpuLoad cpu = new CpuLoad();
    private EventLoop.@Nullable Timer timer;
    private double reported;
    private boolean closed;

    LoadReport(ServedPool.Settings settings, IntSupplier sessions, Consumer<Policy> report, EventLoop loop) {
        this.settings = settings;
        this.sessions = sessions;
        this.report = report;
        this.loop = loop;
    }

    /** The policy of an element without load. */
    static Policy initial(PolicyName name) {
        return switch (name) {
            case ROUND_ROBIN -> new Policy.RoundRobin();
            case RANDOM -> new Policy.Random();
            case LEAST_USED -> new Policy.LeastUsed(0);
        };
    }

    void start() {
        if (settings.policy() == PolicyName.LEAST_USED && settings.capacity() == 0) {
            cpu.sample();
            timer = loop.schedule(INTERVAL, this::sampleCpu);
        }
    }

    /** The capacity may be another one. */
    void use(ServedPool.Settings changed) {
        boolean otherCapacity = changed.capacity() != settings.capacity();
        settings = changed;
        if (otherCapacity && !closed) {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
            start();
            sessionsChanged();
        }
    }

    private void sampleCpu() {
        publish(cpu.sample());
        timer = closed ? null : loop.schedule(INTERVAL, this::sampleCpu);
    }

    /** To be called whenever a session came or went. */
    void sessionsChanged() {
        if (settings.policy() == PolicyName.LEAST_USED && settings.capacity() > 0 && timer == null && !closed) {
            publish(sessionLoad());
        }
    }

    private double sessionLoad() {
        return Math.min(1.0, (double) sessions.getAsInt() / settings.capacity());
    }

    private void publish(double load) {
        if (closed || Math.abs(load - reported) <= STEP) {
            return;
        }
        reported = load;
        report.accept(new Policy.LeastUsed((int) Math.round(load * 0xffffffffL)));
        if (settings.capacity() > 0) {
            timer = loop.schedule(INTERVAL, () -> {
                timer = null;
                publish(sessionLoad());
            });
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
