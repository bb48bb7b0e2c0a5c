package io.rserpool.e2e.chaos;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What became of the exchanges with one service. */
final class Tally {
    private final AtomicLong answered = new AtomicLong();

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final Collection<Ending> endings = new ConcurrentLinkedQueue<>();

    void answered() {
        answered.incrementAndGet();
    }

    /** What may be done only once, and was done. */
    void acknowledged(String id) {
        acknowledged.add(id);
    }

    void ended(Ending ending) {
        endings.add(ending);
    }

    long exchanges() {
        return answered.get();
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Collection<Ending> endings() {
        return endings;
    }
}
