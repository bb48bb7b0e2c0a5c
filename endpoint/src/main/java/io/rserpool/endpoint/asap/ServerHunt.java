package io.rserpool.endpoint.asap;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Looks for a registrar (RFC 5352 section 3.6): up to three attempts at a time, each failed one followed
 * by the next address; at T5 all are dropped, T5 doubles and it goes on with other addresses. Addresses learned from
 * announces have their turn once all configured ones have failed, or T5 is over.
 */
public final class ServerHunt {
    private static final int AT_A_TIME = 3;

    /** When learned addresses are tried: not before it is known what the configured names stand for. */
    private enum Turn {
        LATER,
        NEXT,
        OVER
    }

    private final Endpoint endpoint;
    private final EventLoop loop;
    private final RegistrarNames names;
    private final AsapTimers timers;
    private final RandomGenerator random;
    private final AssociationHandler owner;
    private final Function<EndpointAddress, @Nullable Association> existing;
    private final Predicate<Association> isRegistrar;
    private final Consumer<Association> found;
    private final Map<EndpointAddress, Association> attempts = new LinkedHashMap<>();
    private final Deque<EndpointAddress> candidates = new ArrayDeque<>();
    private Duration t5;
    private EventLoop.@Nullable Timer timer;
    private @Nullable EndpointAddress avoided;
    private boolean running;
    private Turn triesLearned = Turn.LATER;

    /**
     * @param owner the handler of the association that is found, once it is
     * @param existing the association that a registrar at this address has initiated, if one has
     * @param isRegistrar whether a peer is what it should be; if not, the next address is tried
     * @param found called once per hunt
     */
    public ServerHunt(
            Endpoint endpoint,
            EventLoop loop,
            RegistrarNames names,
            AsapTimers timers,
            RandomGenerator random,
            AssociationHandler owner,
            Function<EndpointAddress, @Nullable Association> existing,
            Predicate<Association> isRegistrar,
            Consumer<Association> found) {
        this.endpoint = endpoint;
        this.loop = loop;
        this.names = names;
        this.timers = timers;
        this.random = random;
        this.owner = owner;
        this.existing = existing;
        this.isRegistrar = isRegistrar;
        this.found = found;
        this.t5 = timers.t5ServerHunt();
    }

    public boolean running() {
        return running;
    }

    /**
     * Begins, unless it is going on.
     *
     * @param last the home that was lost: tried last
     */
    public void start(@Nullable EndpointAddress last) {
        if (running) {
            return;
        }
        running = true;
        avoided = last;
        t5 = timers.t5ServerHunt();
        triesLearned = Turn.LATER;
        round();
    }

    private void round() {
        timer = loop.scheduleJudgement(t5, this::expired);
        refill();
        attemptMore();
        names.resolve(() -> {
            if (triesLearned == Turn.LATER) {
                triesLearned = Turn.NEXT;
            }
            if (running && attempts.isEmpty()) {
                refill();
                attemptMore();
            }
        });
    }

    private void expired() {
        dropAttempts("no answer within the server hunt's time");
        var doubled = t5.multipliedBy(2);
        t5 = doubled.compareTo(timers.retranMax()) < 0 ? doubled : timers.retranMax();
        triesLearned = Turn.OVER;
        round();
    }

    /** The addresses that had their turn in the round before come after those that had not. */
    private void refill() {
        var learned = names.learned();
        var known = new ArrayList<>(names.configured());
        known.addAll(learned);
        candidates.retainAll(known);
        add(names.configured());
        if (triesLearned == Turn.OVER) {
            add(learned);
        }
        if (avoided != null && candidates.size() > AT_A_TIME && candidates.remove(avoided)) {
            candidates.addLast(avoided);
        }
    }

    private void add(List<EndpointAddress> addresses) {
        var fresh = new ArrayList<>(addresses);
        fresh.removeAll(candidates);
        Collections.shuffle(fresh, java.util.Random.from(random));
        candidates.addAll(fresh);
    }

    private void attemptMore() {
        if (running && attempts.isEmpty() && candidates.isEmpty() && triesLearned == Turn.NEXT) {
            triesLearned = Turn.OVER;
            add(names.learned());
        }
        while (running && attempts.size() < AT_A_TIME && !candidates.isEmpty()) {
            attempt(candidates.remove());
        }
    }

    /** An address was learned: tried at once if there is nothing better to do. */
    void learned() {
        if (running && attempts.isEmpty() && triesLearned != Turn.LATER) {
            add(names.learned());
            attemptMore();
        }
    }

    private void attempt(EndpointAddress address) {
        var association = existing.apply(address);
        if (association != null) {
            stop();
            found.accept(association);
            return;
        }
        try {
            attempts.put(address, endpoint.associate(address, new Attempt(address)));
        } catch (TransportException associatedAlready) {
            // The last association with that registrar has not ended yet; the next round may succeed.
        }
    }

    /** Ends it, without a result. */
    public void stop() {
        running = false;
        if (timer != null) {
            timer.cancel();
        }
        dropAttempts("another registrar was found");
        candidates.clear();
    }

    private void dropAttempts(String reason) {
        var dropped = new ArrayList<>(attempts.values());
        attempts.clear();
        dropped.forEach(association -> association.abort(reason));
    }

    /** An attempt; once it has won, everything goes to the owner. */
    private final class Attempt implements AssociationHandler {
        private final EndpointAddress address;
        private boolean won;

        Attempt(EndpointAddress address) {
            this.address = address;
        }

        @Override
        public void onUp(Association association) {
            if (!running || attempts.remove(address) == null) {
                association.abort("another registrar was found");
                return;
            }
            if (!isRegistrar.test(association)) {
                association.abort("no registrar of this operation scope");
                attemptMore();
                return;
            }
            won = true;
            stop();
            association.setHeartbeatInterval(timers.registrarHeartbeat());
            found.accept(association);
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (won) {
                owner.onMessage(association, stream, ppid, unordered, payload);
            }
        }

        @Override
        public void onWritable(Association association) {
            if (won) {
                owner.onWritable(association);
            }
        }

        @Override
        public void onPathChange(Association association, InetAddress changed, PathChange change) {
            if (won) {
                owner.onPathChange(association, changed, change);
            }
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            if (won) {
                owner.onDown(association, reason);
            } else if (attempts.remove(address, association)) {
                attemptMore();
            }
        }
    }
}
