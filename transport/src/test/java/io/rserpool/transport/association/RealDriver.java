package io.rserpool.transport.association;

import static org.awaitility.Awaitility.await;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Real sockets. */
public final class RealDriver implements Driver {
    private final SelectorEventLoop loop = new SelectorEventLoop("contract");

    public SelectorEventLoop loop() {
        return loop;
    }

    @Override
    public <T> T on(Callable<T> task) {
        var result = new CompletableFuture<T>();
        loop.execute(() -> {
            try {
                result.complete(task.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.orTimeout(2 * SOON.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void until(BooleanSupplier condition) {
        await().atMost(SOON)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .until(condition::getAsBoolean);
    }

    @Override
    public void pass(Duration time) {
        var done = new CompletableFuture<Boolean>();
        loop.schedule(time, () -> done.complete(true));
        done.orTimeout(2 * SOON.toSeconds(), TimeUnit.SECONDS).join();
    }

    @Override
    public long failures() {
        return loop.statistics().failures();
    }

    @Override
    public void close() {
        loop.close();
    }
}
