package io.rserpool.pe;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps failed checks alone from emptying a pool: an element that is about to leave for them first asks a registrar who
 * else is registered, and stays if it is the last. Elements whose checks fail together must not all rely on each other,
 * so the one with the lowest identifier waits until the others would have left, and then asks again. If the pool is
 * empty after all when it has left, it comes back.
 */
final class LastElement {
    /** What it does to the registration, and whom it asks. */
    interface Element {
        void register();

        /** @param done no registrar names it any more */
        void deregister(Runnable done);

        /** Asks a registrar for the elements of the pool. */
        void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed);

        /** Told why it stays registered though its checks fail. */
        void stays(String why);
    }

    /** How long a deregistration takes to be known everywhere, amply. */
    private static final Duration SPREAD = Duration.ofSeconds(1);

    private static final long LAST = 0xffffffffL;

    private final PeIdentifier own;
    private final EventLoop loop;
    private final Element element;
    private Duration patience;
    private Duration interval;
    private EventLoop.@Nullable Timer timer;
    private long attempt;
    private boolean kept;

    LastElement(PeIdentifier own, HealthChecker.Settings health, EventLoop loop, Element element) {
        this.own = own;
        this.loop = loop;
        this.element = element;
        this.patience = patience(health);
        this.interval = interval(health);
    }

    /** The server is checked in another way from now on. */
    void use(HealthChecker.Settings health) {
        patience = patience(health);
        interval = interval(health);
    }

    private static Duration patience(HealthChecker.Settings health) {
        return health.longestDifference().plus(SPREAD);
    }

    private static Duration interval(HealthChecker.Settings health) {
        return health.interval().compareTo(SPREAD) > 0 ? health.interval() : SPREAD;
    }

    /** Whether it is registered only because it is the last. */
    boolean kept() {
        return kept;
    }

    /** Checks have failed: leaves, if others stay. */
    void leave() {
        cancel();
        ask(false);
    }

    /** The server is healthy again, or is proved not to be there: what was under way is over. */
    void cancel() {
        attempt++;
        kept = false;
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void ask(boolean waited) {
        long asked = attempt;
        element.members(
                members -> {
                    if (asked == attempt) {
                        decide(members, waited);
                    }
                },
                failure -> {
                    if (asked == attempt) {
                        stay("no registrar says whether there are others: " + failure);
                    }
                });
    }

    private void decide(List<PeIdentifier> members, boolean waited) {
        var lowest = members.stream()
                .mapToLong(member -> Integer.toUnsignedLong(member.value()))
                .filter(member -> member != number(own))
                .min()
                .orElse(LAST);
        if (lowest == LAST) {
            stay("it is the last element of its pool");
        } else if (lowest < number(own) || waited) {
            depart();
        } else {
            timer = loop.schedule(patience, () -> ask(true));
        }
    }

    private static long number(PeIdentifier identifier) {
        return Integer.toUnsignedLong(identifier.value());
    }

    private void stay(String why) {
        if (!kept) {
            kept = true;
            element.stays(why);
        }
        timer = loop.schedule(interval, () -> ask(false));
    }

    private void depart() {
        kept = false;
        long departed = attempt;
        element.deregister(() -> {
            if (departed == attempt) {
                element.members(members -> returnIfEmpty(departed, members), failure -> {});
            }
        });
    }

    private void returnIfEmpty(long departed, List<PeIdentifier> members) {
        if (departed == attempt && members.stream().allMatch(own::equals)) {
            element.register();
            stay("all others have left as well");
        }
    }
}
