package io.rserpool.program.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open connections: so many in all, and so many of one address. Whoever comes beyond that takes the place of the one that has been waited
 * for longest, of its own address, or of the address that has most: so slow ones, however many, keep nobody out who asks at once.
 */
final class Connections {
    static final int MOST = 128;
    static final int MOST_OF_ONE = 32;

    /** What this has to know of a connection. */
    interface Member {
        InetAddress address();

        /** {@return since when, by {@link System#nanoTime}, its client keeps it waiting; nothing while it is the client that waits} */
        @Nullable
        Long waitingSince();

        /** {@return whether its client has kept it waiting for too long} */
        boolean isLate(long now);

        /** Ends it; callable from any thread. */
        void cut();
    }

    private final Set<Member> all = new HashSet<>();
    private final Map<InetAddress, Integer> counts = new HashMap<>();
    private final Runnable displaced;

    /** @param displaced is told of each that has to give its place */
    Connections(Runnable displaced) {
        this.displaced = displaced;
    }

    /** {@return whether there is room for it, if need be in the place of another, which is cut off} */
    synchronized boolean admit(Member newcomer) {
        if (count(newcomer) >= MOST_OF_ONE && !displace(ofAddress(newcomer.address()))) {
            return false;
        }
        if (all.size() >= MOST && !displace(ofLargest())) {
            return false;
        }
        all.add(newcomer);
        counts.merge(newcomer.address(), 1, Integer::sum);
        return true;
    }

    private int count(Member member) {
        return counts.getOrDefault(member.address(), 0);
    }

    private List<Member> ofAddress(InetAddress address) {
        return all.stream().filter(m -> m.address().equals(address)).toList();
    }

    /** Those of the addresses that have most, of whom any can be cut off. */
    private List<Member> ofLargest() {
        var waitedFor = all.stream().filter(m -> m.waitingSince() != null).toList();
        int most = waitedFor.stream().mapToInt(this::count).max().orElse(0);
        return waitedFor.stream().filter(m -> count(m) == most).toList();
    }

    private record Waiting(Member member, long since) {}

    private boolean displace(List<Member> candidates) {
        var now = System.nanoTime();
        var waiting = new ArrayList<Waiting>();
        for (var member : candidates) {
            var since = member.waitingSince();
            if (since != null) {
                waiting.add(new Waiting(member, since - now));
            }
        }
        var eldest = waiting.stream().min(Comparator.comparingLong(Waiting::since));
        eldest.ifPresent(w -> {
            remove(w.member());
            w.member().cut();
            displaced.run();
        });
        return eldest.isPresent();
    }

    synchronized void remove(Member member) {
        if (all.remove(member)) {
            counts.computeIfPresent(member.address(), (address, count) -> count == 1 ? null : count - 1);
        }
    }

    /** @param cut is told of each that is late, and cut off */
    synchronized void cutLate(Runnable cut) {
        long now = System.nanoTime();
        var late = all.stream().filter(m -> m.isLate(now)).toList();
        late.forEach(this::remove);
        late.forEach(member -> {
            member.cut();
            cut.run();
        });
    }

    synchronized boolean isEmpty() {
        return all.isEmpty();
    }

    synchronized void cutAll() {
        all.forEach(Member::cut);
        all.clear();
        counts.clear();
    }
}
