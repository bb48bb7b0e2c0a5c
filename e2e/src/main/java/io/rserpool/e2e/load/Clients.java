package io.rserpool.e2e.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that hold one session after the other until they are told to stop. */
public final class Clients implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(60);

    private static final Duration AFTER_A_LOSS = Duration.ofMillis(100);

    private final String name;
    private final InetSocketAddress target;
    private final Conversation conversation;
    private final List<Thread> threads = new ArrayList<>();
    private final Collection<Loss> losses = new ConcurrentLinkedQueue<>();
    private final AtomicLong completed = new AtomicLong();
    private volatile boolean stopping;

    public Clients(String name, InetSocketAddress target, int count, Conversation conversation) {
        this.name = name;
        this.target = target;
        this.conversation = conversation;
        for (int i = 0; i < count; i++) {
            var random = new SplittableRandom(name.hashCode() + i);
            threads.add(Thread.ofVirtual().name(name + '-' + i).start(() -> run(random)));
        }
    }

    private void run(SplittableRandom random) {
        while (!stopping && !Thread.currentThread().isInterrupted()) {
            Talk talk = null;
            try {
                talk = new Talk(target);
                conversation.hold(talk, random, () -> !stopping);
                completed.incrementAndGet();
            } catch (IOException e) {
                losses.add(loss(talk, e));
                pause();
            } finally {
                close(talk);
            }
        }
    }

    /** A client that loses every session must not do nothing but that. */
    private static void pause() {
        try {
            Thread.sleep(AFTER_A_LOSS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Loss loss(@Nullable Talk talk, IOException e) {
        long now = System.nanoTime();
        boolean wrong = e instanceof Talk.WrongBytes;
        return talk == null
                ? new Loss(name, "none", "", Long.MAX_VALUE, now, 0, "cannot connect: " + e.getMessage(), wrong)
                : new Loss(
                        name,
                        talk.client(),
                        talk.servedBy(),
                        talk.connectedNanos(),
                        now,
                        talk.received(),
                        String.valueOf(e.getMessage()),
                        wrong);
    }

    private static void close(@Nullable Talk talk) {
        try {
            if (talk != null) {
                talk.close();
            }
        } catch (IOException e) {
            // It is over anyway.
        }
    }

    public String name() {
        return name;
    }

    /** Sessions that went as they must, to their end. */
    public long completed() {
        return completed.get();
    }

    public List<Loss> losses() {
        return List.copyOf(losses);
    }

    /** No session begins any more, and those that talk as long as wished end. */
    void stop() {
        stopping = true;
    }

    /** Lets every session come to its end. */
    @Override
    public void close() {
        stop();
        try {
            for (var thread : threads) {
                if (!thread.join(LONGEST_END)) {
                    losses.add(new Loss(
                            name,
                            thread.getName(),
                            "",
                            Long.MAX_VALUE,
                            System.nanoTime(),
                            0,
                            "the session does not end",
                            false));
                    thread.interrupt();
                }
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
    }
}
