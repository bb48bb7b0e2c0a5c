package io.rserpool.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SelectorEventLoopTest {
    private final SelectorEventLoop loop = new SelectorEventLoop("test-loop");

    @AfterEach
    void close() {
        loop.close();
    }

    private <T> T on(Callable<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(10, TimeUnit.SECONDS).join();
    }

    @Test
    void tasksOfManyThreadsAllRunEachThreadsInOrder() throws Exception {
        int threads = 4;
        int each = 20_000;
        var last = new int[threads];
        var done = new CountDownLatch(threads);
        for (int t = 0; t < threads; t++) {
            int me = t;
            Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= each; i++) {
                    int n = i;
                    loop.execute(() -> last[me] = last[me] == n - 1 ? n : Integer.MIN_VALUE);
                }
                loop.execute(done::countDown);
            });
        }
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(last).containsOnly(each);
    }

    @Test
    void knowsItsThread() {
        assertThat(loop.inEventLoop()).isFalse();
        assertThat(on(loop::inEventLoop)).isTrue();
    }

    @Test
    void timersRunInOrderNeverEarlyAndNotAfterCancel() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        long start = System.nanoTime();
        on(() -> {
            loop.schedule(Duration.ofMillis(40), () -> seen.add("late " + elapsed(start, 40)));
            loop.schedule(Duration.ofMillis(10), () -> seen.add("early " + elapsed(start, 10)));
            loop.schedule(Duration.ofMillis(20), () -> seen.add("cancelled")).cancel();
            loop.schedule(Duration.ofSeconds(-1), () -> seen.add("now"));
            return null;
        });
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("now");
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("early true");
        assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo("late true");
        assertThat(seen).isEmpty();
    }

    private static boolean elapsed(long start, long millis) {
        return System.nanoTime() - start >= millis * 1_000_000;
    }

    @Test
    void aTimerOfAnotherThreadWakesTheSleepingLoop() throws Exception {
        var ran = new CountDownLatch(1);
        loop.schedule(Duration.ofMillis(5), ran::countDown);
        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatThrowsHarmsNobody() throws Exception {
        var ran = new CountDownLatch(2);
        loop.execute(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        loop.schedule(Duration.ZERO, () -> {
            throw new AssertionError("thrown by the test");
        });
        loop.schedule(Duration.ofMillis(1), ran::countDown);
        loop.execute(ran::countDown);
        assertThat(ran.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aChannelIsServedAsItsInterestSays() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var reads = new LinkedBlockingQueue<Integer>();
        var registration = on(() -> loop.register(pipe.source(), 0, ops -> {
            assertThat(ops).isEqualTo(SelectionKey.OP_READ);
            reads.add(pipe.source().read(ByteBuffer.allocate(16)));
        }));
        pipe.sink().write(ByteBuffer.allocate(3));
        on(() -> null);
        assertThat(reads).isEmpty();
        on(() -> {
            registration.interest(SelectionKey.OP_READ, true);
            return null;
        });
        assertThat(reads.poll(5, TimeUnit.SECONDS)).isEqualTo(3);
        pipe.sink().write(ByteBuffer.allocate(4));
        assertThat(reads.poll(5, TimeUnit.SECONDS)).isEqualTo(4);
        var again = on(() -> {
            registration.cancel();
            return loop.register(pipe.source(), SelectionKey.OP_READ, ops -> reads.add(-2));
        });
        assertThat(again.isValid()).isTrue();
        assertThat(registration.isValid()).isFalse();
        assertThat(registration.interestOps()).isZero();
        on(() -> {
            pipe.source().close();
            return null;
        });
        assertThat(again.isValid()).isFalse();
        pipe.sink().close();
    }

    @Test
    void aFailingHandlerLosesItsRegistrationOnly() throws Exception {
        var bad = Pipe.open();
        var good = Pipe.open();
        bad.source().configureBlocking(false);
        good.source().configureBlocking(false);
        var failure = new CompletableFuture<Throwable>();
        var calls = new AtomicInteger();
        var handler = new ReadyHandler() {
            @Override
            public void ready(int readyOps) throws Exception {
                calls.incrementAndGet();
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void failed(Throwable cause) {
                failure.complete(cause);
            }
        };
        var served = new CountDownLatch(1);
        on(() -> {
            loop.register(bad.source(), SelectionKey.OP_READ, handler);
            return loop.register(good.source(), SelectionKey.OP_READ, ops -> {
                good.source().read(ByteBuffer.allocate(1));
                served.countDown();
            });
        });
        bad.sink().write(ByteBuffer.allocate(1));
        assertThat(failure.get(5, TimeUnit.SECONDS)).hasMessage("thrown by the test");
        good.sink().write(ByteBuffer.allocate(1));
        assertThat(served.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(calls).hasValue(1);
        for (var pipe : List.of(bad, good)) {
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void aLateLoopReadsAllThatHasQueuedBeforeItsTimersRun() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var seen = new LinkedBlockingQueue<String>();
        on(() -> {
            loop.register(pipe.source(), SelectionKey.OP_READ, ops -> {
                pipe.source().read(ByteBuffer.allocate(1));
                seen.add("byte");
            });
            loop.schedule(Duration.ofMillis(1), () -> seen.add("timer"));
            pipe.sink().write(ByteBuffer.allocate(3));
            stall(60);
            return null;
        });
        for (var expected : List.of("byte", "byte", "byte", "timer")) {
            assertThat(seen.poll(5, TimeUnit.SECONDS)).isEqualTo(expected);
        }
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void whoIsLateReadsWithinBoundsOnly() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var timer = new CountDownLatch(1);
        on(() -> {
            loop.register(pipe.source(), SelectionKey.OP_READ, ops -> {}); // is ready for ever
            loop.schedule(Duration.ofMillis(1), timer::countDown);
            pipe.sink().write(ByteBuffer.allocate(1));
            stall(60);
            return null;
        });
        assertThat(timer.await(5, TimeUnit.SECONDS)).isTrue();
        on(() -> {
            pipe.source().close();
            return null;
        });
        pipe.sink().close();
    }

    @Test
    void theTimeOfALongTurnIsTold() {
        long before = loop.stalledNanos();
        long within = on(() -> {
            stall(60);
            return loop.stalledNanos();
        });
        assertThat(within - before).isGreaterThanOrEqualTo(60_000_000);
        on(() -> null);
        assertThat(loop.stalledNanos()).isGreaterThanOrEqualTo(within);
    }

    @Test
    void aJudgementWaitsAgainIfTheLoopWasLate() throws Exception {
        var judged = new CompletableFuture<Long>();
        long stallEnded = on(() -> {
            loop.scheduleJudgement(Duration.ofMillis(20), () -> judged.complete(System.nanoTime()));
            stall(60);
            return System.nanoTime();
        });
        assertThat(judged.get(5, TimeUnit.SECONDS) - stallEnded).isGreaterThanOrEqualTo(20_000_000);
    }

    /** The loop does nothing else for so long, as if the process were stopped. */
    private static void stall(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatServesManyGoesOnAfterAnException() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var calls = new LinkedBlockingQueue<Integer>();
        on(() -> loop.registerShared(pipe.source(), SelectionKey.OP_READ, ops -> {
            pipe.source().read(ByteBuffer.allocate(1));
            calls.add(calls.size());
            throw new IllegalStateException("thrown by the test");
        }));
        for (int i = 0; i < 4; i++) {
            pipe.sink().write(ByteBuffer.allocate(1));
            assertThat(calls.poll(5, TimeUnit.SECONDS)).isNotNull();
        }
        on(() -> null);
        assertThat(loop.statistics().failures()).isEqualTo(4);
        assertThat(loop.statistics().shown())
                .containsEntry("failures", 4L)
                .hasEntrySatisfying("lastFailure", text -> assertThat(text.toString())
                        .contains("SourceChannelImpl", "thrown by the test"));
        pipe.sink().close();
        on(() -> {
            pipe.source().close();
            return null;
        });
    }

    @Test
    void whatServesManyAndNeverWorksDoesNotSpin() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        var calls = new AtomicInteger();
        var fifth = new CountDownLatch(5);
        long began = System.nanoTime();
        on(() -> loop.registerShared(pipe.source(), SelectionKey.OP_READ, ops -> {
            calls.incrementAndGet();
            fifth.countDown();
            throw new IllegalStateException("thrown by the test"); // and it stays ready
        }));
        pipe.sink().write(ByteBuffer.allocate(1));
        assertThat(fifth.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(70_000_000); // 10 + 20 + 40 ms
        on(() -> {
            pipe.source().close();
            return null;
        });
        pipe.sink().close();
    }

    @Test
    void aTaskThatThrowsIsCounted() {
        loop.execute(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        on(() -> null);
        assertThat(loop.statistics().failures()).isOne();
        assertThat(loop.statistics().shown().get("lastFailure").toString()).contains("SelectorEventLoopTest");
    }

    @Test
    void aTurnOverBudgetIsCounted() {
        on(() -> {
            stall(60);
            return null;
        });
        on(() -> null); // the turn is over now
        assertThat(loop.statistics().turnsOverBudget()).isPositive();
        assertThat(loop.statistics().longestTurnNanos()).isGreaterThanOrEqualTo(60_000_000);
        assertThat(loop.statistics().stalledNanos()).isGreaterThanOrEqualTo(60_000_000);
    }

    @Test
    void whoCallsAClosedLoopLearnsSoAtOnce() {
        loop.close();
        assertThatThrownBy(() -> loop.call(() -> 1))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> loop.call(() -> 1, Duration.ofHours(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThat(loop.submit(() -> 1)).isCompletedExceptionally();
    }

    @Test
    void whatWasSubmittedAndWillNotRunFails() {
        var pending = on(() -> {
            var submitted = loop.submit(() -> 1);
            loop.close();
            return submitted;
        });
        loop.close();
        assertThat(pending)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void submissionsThatRaceWithTheEndAllHaveAnOutcome() throws Exception {
        for (int round = 0; round < 50; round++) {
            var racing = new SelectorEventLoop("racing");
            var closing = Thread.ofPlatform().start(racing::close);
            var outcomes = new ArrayList<CompletableFuture<Integer>>();
            for (int i = 0; i < 100; i++) {
                outcomes.add(racing.submit(() -> 1));
            }
            closing.join();
            for (var outcome : outcomes) {
                assertThat(outcome.handle((value, failure) -> true).get(5, TimeUnit.SECONDS))
                        .isTrue();
            }
        }
    }

    @Test
    void registeringIsForTheLoopOnly() throws Exception {
        var pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        assertThatThrownBy(() -> loop.register(pipe.source(), 0, ops -> {})).isInstanceOf(IllegalStateException.class);
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void sleepsWhenNothingIsDue() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        long id = on(() -> Thread.currentThread().threadId());
        var over = new CountDownLatch(1);
        loop.schedule(Duration.ofMillis(500), over::countDown);
        on(() -> null);
        long before = threads.getThreadCpuTime(id);
        assertThat(over.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.getThreadCpuTime(id) - before).isLessThan(100_000_000);
    }

    @Test
    void closeDropsWhatIsPendingAndMayBeCalledOnTheLoop() {
        var ran = new ArrayList<String>();
        on(() -> {
            loop.schedule(Duration.ofMillis(1), () -> ran.add("timer"));
            loop.execute(() -> ran.add("task"));
            loop.close();
            return null;
        });
        loop.close();
        loop.execute(() -> ran.add("after"));
        assertThat(ran).isEmpty();
    }
}
