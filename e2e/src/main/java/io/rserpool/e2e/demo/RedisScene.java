package io.rserpool.e2e.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.load.RedisServer;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Two redis-cli, one that asks and one that has subscribed, and a pool of read replicas; their primary is written to directly. */
final class RedisScene implements Scene {
    private static final int PRIMARY = 60;
    private static final String CHANNEL = "news";
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_MESSAGES = Duration.ofMillis(20);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    private final Path directory;
    private String primary = "";

    RedisScene(Path directory) {
        this.directory = directory;
    }

    @Override
    public String servers() {
        return "read replicas of a Redis";
    }

    @Override
    public String program() {
        return "redis-server, a replica of " + primary + ":" + PORT;
    }

    @Override
    public Map<String, String> pool() {
        return Map.of("failover", "redis");
    }

    @Override
    public void prepare(LocalSystem system) throws IOException {
        primary = system.address(PRIMARY);
        RedisServer.start(system, "primary", primary, PORT, "--repl-diskless-sync-delay", "0");
        await().atMost(LONGEST_WAIT).until(this::primaryAnswers);
        try (var client = new RedisCli(primary, PORT, directory.resolve("primary-client.log"))) {
            for (int item = 0; item < Questions.ITEMS; item++) {
                var answer = client.ask("SET item:%d \"%s\"".formatted(item, Questions.value(item)));
                if (!"OK".equals(answer)) {
                    throw new IllegalStateException("redis-server takes no value: " + answer);
                }
            }
        }
    }

    private boolean primaryAnswers() throws IOException {
        try (var client = new RedisCli(primary, PORT, directory.resolve("primary-client.log"), "PING")) {
            return "PONG".equals(client.line());
        }
    }

    /** A replica without its data says so (MASTERDOWN) instead of answering with nothing. */
    @Override
    public LocalProcess startServer(LocalSystem system, int number, String address) {
        return RedisServer.start(
                system,
                "server-" + number,
                address,
                PORT,
                "--replicaof",
                primary,
                Integer.toString(PORT),
                "--replica-serve-stale-data",
                "no");
    }

    @Override
    public String resumed(JsonNode failover) {
        return "it was told whatever the connection has set up, subscriptions too, and asked what was not answered";
    }

    @Override
    public boolean play(Stage stage, Trouble trouble, int kills) throws Exception {
        var service = stage.serviceAddress();
        try (var publisher = new RedisCli(primary, PORT, directory.resolve("publisher.log"));
                var asking = new RedisCli(service, PORT, directory.resolve("asking.log"));
                var questions = new Questions(asking)) {
            await().atMost(LONGEST_WAIT)
                    .until(() -> questions.right() > 0 || !questions.wrong().isEmpty());
            try (var subscribed =
                    new RedisCli(service, PORT, directory.resolve("subscribed.log"), "SUBSCRIBE", CHANNEL)) {
                var subscription = new Subscription(subscribed);
                await().atMost(LONGEST_WAIT)
                        .until(() -> subscription.isSubscribed()
                                || !subscription.wrong().isEmpty());
                stage.screen()
                        .event(
                                "two redis-cli at %s:%d (the pu-sidecar): one asks 200 times a second, one has subscribed",
                                service, PORT);
                var published = follow(stage.screen(), publisher, questions, subscription, trouble, kills);
                return verdict(stage.screen(), published, questions, subscription, trouble, kills);
            }
        }
    }

    /** Publishes numbers while servers are killed. Returns how many. */
    private static long follow(
            Screen screen,
            RedisCli publisher,
            Questions questions,
            Subscription subscription,
            Trouble trouble,
            int kills)
            throws Exception {
        var begin = System.nanoTime();
        var total = BETWEEN_KILLS.toNanos() * (kills + 1);
        long published = 0;
        for (int kill = 1; System.nanoTime() - begin < total; ) {
            if (System.nanoTime() - begin > BETWEEN_KILLS.toNanos() * kill && kill <= kills) {
                // In turn the server of the questions and that of the subscription.
                var session = (kill - 1) % 2;
                trouble.strike(
                        session,
                        session == 0
                                ? "after %,d answers".formatted(questions.right())
                                : "after message %,d".formatted(subscription.last()));
                kill++;
            }
            publisher.ask("PUBLISH " + CHANNEL + " " + ++published);
            trouble.observe();
            screen.progress(
                    System.nanoTime() - begin,
                    total,
                    "%,d answers, by %s; %,d messages, by %s"
                            .formatted(
                                    questions.right(),
                                    trouble.serving(0),
                                    subscription.received(),
                                    trouble.serving(1)));
            Thread.sleep(BETWEEN_MESSAGES); // how often there is news, and the screen is redrawn
        }
        screen.endProgress();
        return published;
    }

    private static boolean verdict(
            Screen screen, long published, Questions questions, Subscription subscription, Trouble trouble, int kills)
            throws Exception {
        questions.close();
        trouble.observe();
        var kept = subscription.wrong().isEmpty() && subscription.last() > published * kills / (kills + 1);
        screen.line("");
        screen.line("  %,d questions asked over one connection, %s"
                .formatted(
                        questions.right(),
                        questions.wrong().isEmpty() ? "every answer right" : "and then: " + questions.wrong()));
        screen.line(
                "  subscription %s: %,d of %,d messages came, in order, none twice; Redis itself forgets what is said while nobody listens"
                        .formatted(
                                kept ? "kept" : "LOST (" + subscription.wrong() + ")",
                                subscription.received(),
                                published));
        screen.line(
                "  %s; the longest wait for an answer: %d ms".formatted(trouble.summary(), questions.longestMillis()));
        return kept && questions.wrong().isEmpty() && trouble.kills() == kills && trouble.failovers() >= kills;
    }
}
