package io.rserpool.pu;

import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A Service under its present addresses: looked for from the beginning, so that nobody who needs it waits for the DNS; asked for anew after a
 * moment, and the last known ones if nobody answers.
 */
final class Service {
    private static final Duration FRESH = Duration.ofSeconds(2);
    /** How long an answer is waited for when there are addresses that worked a while ago. */
    private static final Duration MOMENT = Duration.ofMillis(200);

    /** Between two looks while nobody needs it. */
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(30);

    private static final Duration UNTIL_FOUND = Duration.ofSeconds(1);

    private final ServiceTarget target;
    private final AddressResolver names;
    private final EventLoop loop;
    private List<InetSocketAddress> known = List.of();
    private long foundAt;
    private boolean asking;
    private List<Consumer<List<InetSocketAddress>>> waiting = new ArrayList<>();

    Service(ServiceTarget target, AddressResolver names, EventLoop loop) {
        this.target = target;
        this.names = names;
        this.loop = loop;
        target.literal().ifPresent(address -> known = List.of(new InetSocketAddress(address, target.port())));
    }

    /** Looks for it now and then, from now on. */
    void watch() {
        if (target.literal().isPresent()) {
            return;
        }
        find(addresses -> loop.schedule(addresses.isEmpty() ? UNTIL_FOUND : NOW_AND_THEN, this::watch));
    }

    ServiceTarget target() {
        return target;
    }

    /** @param found given the addresses, perhaps at once; none if there is no such name, or nobody to ask */
    void find(Consumer<List<InetSocketAddress>> found) {
        if (isFresh()) {
            found.accept(known);
            return;
        }
        waiting.add(found);
        if (!known.isEmpty()) {
            loop.schedule(MOMENT, () -> answerWithKnown(found));
        }
        if (!asking) {
            asking = true;
            names.resolve(target.host(), this::resolved);
        }
    }

    private void answerWithKnown(Consumer<List<InetSocketAddress>> one) {
        if (waiting.remove(one)) {
            one.accept(known);
        }
    }

    private boolean isFresh() {
        return !known.isEmpty() && (target.literal().isPresent() || loop.nanoTime() - foundAt < FRESH.toNanos());
    }

    /** The addresses do not work: the next one who asks is told what is true then. */
    void misled() {
        foundAt = loop.nanoTime() - FRESH.toNanos();
    }

    private void resolved(List<InetAddress> addresses) {
        asking = false;
        if (!addresses.isEmpty()) {
            known = addresses.stream()
                    .map(address -> new InetSocketAddress(address, target.port()))
                    .toList();
        }
        foundAt = loop.nanoTime();
        var answered = waiting;
        waiting = new ArrayList<>();
        answered.forEach(one -> one.accept(known));
    }
}
