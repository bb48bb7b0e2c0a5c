package io.rserpool.e2e.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.load.LoadSystem.Service;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What ordinary clients do to a pool; none of them may lose a session or get a wrong byte, whatever else the machine does. */
@Tag("load")
@ExtendWith(SharedSystem.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OrdinaryLoads {
    private static final int CONNECTIONS = 64;
    private static final int IDLE = 2000;

    protected final LoadSystem system;
    private LoopWatch loops;

    protected OrdinaryLoads(LoadSystem system) {
        this.system = system;
    }

    /** Sees to it that what this class is about lasts for another test. */
    protected void keepUp() throws IOException {}

    @BeforeEach
    void prepare() throws IOException {
        keepUp();
        loops = new LoopWatch(system);
    }

    @AfterEach
    void loopsStayWithinTheirBudget() {
        loops.assertWithinBudget();
    }

    @Test
    void everySessionGetsItsBytes() {
        var mix = new LoadMix(system);
        try (mix) {
            LoadLength.pass(LoadLength.seconds(10));
        }
        Losses.assertNone(mix);
    }

    @Test
    void wrkGetsEveryAnswer() throws IOException {
        var wrk = Wrk.check(
                system.url("/small"),
                CONNECTIONS,
                LoadLength.seconds(5),
                system.directory().resolve("files/small"),
                system.directory());
        System.out.println("  " + wrk);
        assertThat(wrk.errors()).isZero();
        assertThat(wrk.requestsPerSecond()).isPositive();
    }

    @Test
    void aConnectionPerRequestLosesNone() throws IOException {
        int requests = LoadLength.count(1000);
        var ab = ApacheBench.run(system.url("/small"), requests, 8);
        System.out.println("  " + ab);
        assertThat(ab.failed()).isZero();
        assertThat(ab.complete()).isEqualTo(requests);
    }

    @Test
    void redisBenchmarkComesToItsEnd() throws IOException {
        var target = system.target(Service.REDIS);
        var benchmark = RedisBenchmark.run(
                target.getAddress().getHostAddress(), target.getPort(), LoadLength.count(20_000), CONNECTIONS);
        System.out.printf("  %.0f GET/s%n", benchmark.perSecond());
        assertThat(benchmark.output()).doesNotContainIgnoringCase("error");
        assertThat(benchmark.perSecond()).isPositive();
    }

    @Test
    void idleConnectionsStillWork() throws IOException {
        try (var idle = new IdleConnections("idle", system.target(Service.CONTENT), IDLE)) {
            try (var others = new Clients("brief echo", system.target(Service.CONTENT), 4, Conversations.briefEcho())) {
                LoadLength.pass(LoadLength.seconds(5));
                others.close();
                Losses.assertNone(others.losses());
            }
            idle.speak("still there?");
            Losses.assertNone(idle.losses());
        }
    }
}
