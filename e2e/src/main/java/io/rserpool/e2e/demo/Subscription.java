package io.rserpool.e2e.demo;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A redis-cli that has subscribed to a channel of numbers, which must come in their order, none twice. */
final class Subscription {
    private final RedisCli client;
    private volatile boolean subscribed;
    private volatile long received;
    private volatile long last;
    private volatile String wrong = "";

    Subscription(RedisCli client) {
        this.client = client;
        Thread.ofPlatform().daemon().name("subscription").start(this::run);
    }

    private void run() {
        try {
            while (wrong.isEmpty()) {
                take(client.line(), client.line(), client.line());
            }
        } catch (IOException e) {
            wrong = String.valueOf(e.getMessage());
        }
    }

    private void take(@Nullable String kind, @Nullable String channel, @Nullable String text) {
        if (kind == null || text == null) {
            wrong = "redis-cli has ended";
        } else if (kind.equals("subscribe") && !subscribed) {
            subscribed = true;
        } else if (kind.equals("message") && text.matches("[0-9]{1,9}") && Long.parseLong(text) > last) {
            last = Long.parseLong(text);
            received++;
        } else {
            wrong = "after message " + last + " came: " + kind + " " + channel + " " + text;
        }
    }

    boolean isSubscribed() {
        return subscribed;
    }

    /** How many messages came. */
    long received() {
        return received;
    }

    /** The number of the last message. */
    long last() {
        return last;
    }

    /** What came that must not, or nothing. */
    String wrong() {
        return wrong;
    }
}
