package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.pe.EndOfServer.Verdict;
import io.rserpool.transport.SelectorEventLoop;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EndOfServerTest {
    /** Far longer than a busy machine takes to end all processes of a group. */
    private static final Duration CONFIRMATION = Duration.ofMillis(500);

    private final SelectorEventLoop loop = new SelectorEventLoop("end-test");
    private final TcpStack stack = new TcpStack(loop);
    private final AtomicInteger deaths = new AtomicInteger();

    @AfterEach
    void close() {
        loop.close();
    }

    private EndOfServer judge(InetSocketAddress server) {
        return new EndOfServer(new ServerProbe(stack, server), loop, CONFIRMATION, text -> deaths.incrementAndGet());
    }

    /** A connection to the server, whose end is judged. */
    private final class Watched implements TcpHandler {
        final CompletableFuture<Boolean> served = new CompletableFuture<>();
        final CompletableFuture<Verdict> verdict = new CompletableFuture<>();
        final EndOfServer judge;

        Watched(EndOfServer judge) {
            this.judge = judge;
        }

        @Override
        public void onData(TcpConnection connection, ByteBuffer data) {
            data.position(data.limit());
            served.complete(true);
        }

        @Override
        public void onEnd(TcpConnection connection) {
            judge.judge(verdict::complete);
        }

        @Override
        public void onReset(TcpConnection connection, IOException cause) {
            judge.judge(verdict::complete);
        }
    }

    private Watched connect(EndOfServer judge, InetSocketAddress server) throws Exception {
        return OnLoop.call(loop, () -> {
            var watched = new Watched(judge);
            stack.connect(server, Duration.ofSeconds(2), watched);
            return watched;
        });
    }

    @RepeatedTest(10)
    void aKilledProcessGroupIsTheDeathOfTheServer() throws Exception {
        try (var server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "-U", "OPEN:/dev/zero")) {
            var judge = judge(server.address());
            var sessions = new ArrayList<Watched>();
            for (int i = 0; i < 5; i++) {
                sessions.add(connect(judge, server.address()));
            }
            for (var session : sessions) {
                session.served.get(5, TimeUnit.SECONDS);
            }
            server.kill();
            for (var session : sessions) {
                assertThat(session.verdict.get(5, TimeUnit.SECONDS)).isEqualTo(Verdict.DEAD);
            }
            assertThat(deaths.get()).isBetween(1, sessions.size());
        }
    }

    @Test
    void aServerThatClosesAndGoesOnListeningHasEndedInOrder() throws Exception {
        try (var server = OrdinaryServer.start(OrdinaryServer.freeAddress(), "-U", "OPEN:/proc/version")) {
            var judge = judge(server.address());
            long begun = System.nanoTime();
            var session = connect(judge, server.address());
            assertThat(session.verdict.get(5, TimeUnit.SECONDS)).isEqualTo(Verdict.ORDERLY);
            assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(CONFIRMATION.toNanos());
            assertThat(deaths).hasValue(0);
        }
    }

    @Test
    void manyEndsShareTheLooks() throws Exception {
        var looks = new AtomicInteger();
        var listener = OnLoop.call(
                loop,
                () -> stack.listen(OrdinaryServer.freeAddress(), connection -> {
                    looks.incrementAndGet();
                    return TcpHandler.IGNORE;
                }));
        var judge = judge(listener.address());
        var verdicts = OnLoop.call(loop, () -> {
            var all = new ArrayList<CompletableFuture<Verdict>>();
            for (int i = 0; i < 1000; i++) {
                var verdict = new CompletableFuture<Verdict>();
                judge.judge(verdict::complete);
                all.add(verdict);
            }
            return all;
        });
        for (var verdict : verdicts) {
            assertThat(verdict.get(5, TimeUnit.SECONDS)).isEqualTo(Verdict.ORDERLY);
        }
        assertThat(looks.get()).isLessThan(10);
    }
}
