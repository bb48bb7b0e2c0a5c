package io.rserpool.transport.loop;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** A task whose outcome somebody waits for: it has one also if its loop ends before. */
final class Submission<T> implements Runnable {
    private final Callable<T> task;
    private final CompletableFuture<T> outcome = new CompletableFuture<>();

    Submission(Callable<T> task) {
        this.task = task;
    }

    CompletableFuture<T> outcome() {
        return outcome;
    }

    @Override
    public void run() {
        try {
            outcome.complete(task.call());
        } catch (Throwable e) {
            outcome.completeExceptionally(e);
        }
    }

    /** It will not run. */
    void reject() {
        outcome.completeExceptionally(new RejectedExecutionException("the event loop is closed"));
    }

    @Override
    public String toString() {
        return TurnWatch.describe(task);
    }
}
