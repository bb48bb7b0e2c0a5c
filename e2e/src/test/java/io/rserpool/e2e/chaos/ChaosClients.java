package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.Talk;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Clients of one service by one pu-sidecar, each of which holds one session after the other until it is told to stop. */
final class ChaosClients implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(90);
    private static final Duration AFTER_AN_END = Duration.ofMillis(100);

    private final Service service;
    private final int user;
    private final InetSocketAddress target;
    private final Script script;
    private final Tally tally;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    ChaosClients(Service service, int user, InetSocketAddress target, Tally tally) {
        this.service = service;
        this.user = user;
        this.target = target;
        this.script = script(service);
        this.tally = tally;
    }

    private static Script script(Service service) {
        return switch (service) {
            case WEB -> new WebTalk();
            case FILES -> new FileTalk();
            case EVENTS -> new EventTalk();
            case ORDERS -> new OrderTalk();
            case REDIS -> new RedisTalk();
            case MEMCACHED -> new MemcachedTalk();
            case MAIL -> new MailTalk();
            case REPLAY -> new ContentTalk(false);
            case RECONNECT -> new ContentTalk(true);
        };
    }

    /** Begins. */
    void start(int count, SplittableRandom randomness) {
        for (int i = 0; i < count; i++) {
            var random = randomness.split();
            threads.add(Thread.ofVirtual().name(service + "-" + user + '-' + i).start(() -> run(random)));
        }
    }

    private void run(RandomGenerator random) {
        while (!stopping) {
            @Nullable Exchange exchange = null;
            try (var talk = new Talk(target)) {
                exchange = new Exchange(talk, tally);
                script.play(exchange, random);
            } catch (IOException e) {
                tally.ended(ending(exchange, e));
                Pauses.pass(AFTER_AN_END);
            }
        }
    }

    private Ending ending(@Nullable Exchange exchange, IOException e) {
        var now = Instant.now();
        long nanos = System.nanoTime();
        if (exchange == null) {
            var what = "cannot connect: " + e.getMessage();
            return new Ending(service, user, "none", "", Long.MAX_VALUE, nanos, now, Set.of(), true, what, false);
        }
        var talk = exchange.talk();
        return new Ending(
                service,
                user,
                talk.client(),
                talk.servedBy(),
                talk.connectedNanos(),
                nanos,
                now,
                exchange.risks(),
                exchange.isUnanswered(),
                "%s, after %d bytes: %s".formatted(exchange.request(), talk.received(), e.getMessage()),
                e instanceof Talk.WrongBytes);
    }

    /** No session begins any more. */
    void stop() {
        stopping = true;
    }

    /** Lets every session come to its end; one that does not is lost. */
    @Override
    public void close() throws InterruptedException {
        stop();
        for (var thread : threads) {
            if (!thread.join(LONGEST_END)) {
                tally.ended(ending(null, new IOException(thread.getName() + " does not end")));
            }
        }
    }
}
