package io.rserpool.endpoint.carrier.mux;

import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.authorisation.Denial;
import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.DownReasons;
import io.rserpool.endpoint.carrier.Suspicion;
import io.rserpool.endpoint.carrier.UserSide;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An association with an element, and the sessions that wait until it is up. */
public final class OutgoingLink extends SessionLink {
    /** Who has it. */
    public interface Owner extends UserSide {
        /** After which an association without sessions is closed. */
        Duration idleTimeout();

        /** It could not be established; whether the element is dead as far as one can see. */
        boolean cannotConnect(OutgoingLink link, boolean refused);

        /** It is down. */
        void remove(OutgoingLink link);
    }

    private enum State {
        CONNECTING,
        UP,
        CLOSING,
        DOWN
    }

    private final Owner owner;
    private final EndpointAddress address;
    private final Endpoint endpoint;
    private final boolean ownEndpoint;
    private final Set<CarriedSession> waiting = new LinkedHashSet<>();
    private final Suspicion suspicion;

    /** Served over this association when it fell silent: if it is dead, the registrar is told, whoever has left by then. */
    private final Set<PooledElement> silent = new LinkedHashSet<>();

    private final BitSet used = new BitSet();
    private final long begunAt;
    private State state = State.CONNECTING;
    private int capacity;
    private int cursor;
    private EventLoop.@Nullable Timer idle;

    /** @param ownEndpoint whether the endpoint is for this association only, and closed with it */
    public OutgoingLink(Owner owner, EndpointAddress address, Endpoint endpoint, boolean ownEndpoint) {
        super(owner.loop(), owner.limits(), owner.metrics());
        this.owner = owner;
        this.address = address;
        this.endpoint = endpoint;
        this.ownEndpoint = ownEndpoint;
        this.begunAt = loop.nanoTime();
        this.capacity = limits.sessionsPerAssociation();
        this.suspicion = owner.suspicion(address, this::askToLeave);
    }

    public EndpointAddress address() {
        return address;
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** When the association was initiated, on the loop's clock. */
    public long begunAt() {
        return begunAt;
    }

    public boolean hasOwnEndpoint() {
        return ownEndpoint;
    }

    public boolean hasRoom() {
        return switch (state) {
            case CONNECTING -> waiting.size() < capacity;
            case UP -> active() < capacity;
            case CLOSING, DOWN -> false;
        };
    }

    /** Gives the session a stream, at once or when the association is up. */
    public void attach(CarriedSession session) {
        cancelIdle();
        if (state == State.CONNECTING) {
            waiting.add(session);
        } else {
            open(session);
        }
    }

    public void forget(CarriedSession session) {
        waiting.remove(session);
        closeWhenIdle();
    }

    private void open(CarriedSession session) {
        for (var target : session.targets()) {
            var denial = owner.admission().element(association(), target.handle());
            if (denial != null) {
                session.onLost(null, FailureKind.ELEMENT, cause(denial));
                return;
            }
        }
        var number = nextFree();
        var stream = new OutgoingStream(this, number, session);
        used.set(number);
        cursor = number;
        add(stream);
        session.attached(stream);
    }

    /** Why whoever is at the element's address gets no byte of a session. */
    public String cause(Denial denial) {
        return "the peer at " + address + " is not trusted: " + denial.text();
    }

    /** Whoever is there is no element of the scope: its sessions go elsewhere. */
    public void denied(Association association, Denial denial) {
        association.abort("no element of this operation scope");
        ended();
        List<CarriedSession> waited = List.copyOf(waiting);
        waiting.clear();
        waited.forEach(session -> session.onLost(null, FailureKind.ELEMENT, cause(denial)));
    }

    private void ended() {
        state = State.DOWN;
        cancelIdle();
        suspicion.end();
        owner.remove(this);
    }

    /** The stream that has rested longest, roughly. */
    private int nextFree() {
        var next = used.nextClearBit(cursor + 1);
        return next <= capacity ? next : used.nextClearBit(1);
    }

    @Override
    void release(SessionStream stream) {
        super.release(stream);
        used.clear(stream.number);
        closeWhenIdle();
    }

    /**
     * The element does not multiplex: this carries nothing.
     *
     * @return the sessions that wait for it, and go on by other means
     */
    public List<CarriedSession> giveUp() {
        cancelIdle();
        state = State.DOWN;
        var sessions = waiting.stream().filter(session -> !session.isOver()).toList();
        waiting.clear();
        return sessions;
    }

    @Override
    public void onUp(Association association) {
        state = State.UP;
        metrics.associationsActive.increment();
        capacity = Math.min(capacity, association.outboundStreams() - 1);
        var sessions = new ArrayList<>(waiting);
        waiting.clear();
        if (capacity < 1) {
            sessions.forEach(
                    session -> session.onLost(null, FailureKind.ELEMENT, "the element offers no stream for sessions"));
            return;
        }
        for (var session : sessions) {
            if (session.isOver()) {
                // By what the one before it was told.
                continue;
            }
            if (hasRoom()) {
                open(session);
            } else {
                session.connectAgain();
            }
        }
        closeWhenIdle();
    }

    private void closeWhenIdle() {
        if (state == State.UP && active() == 0 && waiting.isEmpty() && idle == null) {
            idle = loop.schedule(owner.idleTimeout(), this::closeIdle);
        }
    }

    private void closeIdle() {
        idle = null;
        if (state == State.UP && active() == 0) {
            state = State.CLOSING;
            association().shutdown();
        }
    }

    private void cancelIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    /** Ends it in order, whatever it carries. */
    public void shutdown() {
        cancelIdle();
        state = State.CLOSING;
        association().shutdown();
    }

    @Override
    void onStray(int number, @Nullable SessionMessage message) {
        if (!(message instanceof SessionMessage.Reset)) {
            violation(number, "a message on a stream without a session");
        }
    }

    @Override
    public void onDown(Association association, DownReason reason) {
        if (state == State.UP || state == State.CLOSING) {
            metrics.associationsActive.decrement();
        }
        ended();
        var cause = "association with " + address + " " + DownReasons.describe(reason);
        List<CarriedSession> waited = List.copyOf(waiting);
        waiting.clear();
        if (isDead(reason)) {
            sessions().forEach(session -> silent.addAll(session.targets()));
            waited.forEach(session -> silent.addAll(session.targets()));
            owner.unreachable(silent);
        }
        for (var stream : streams()) {
            ((OutgoingStream) stream).lost(reason, cause);
        }
        waited.forEach(session -> session.onLost(null, DownReasons.kind(reason), cause));
    }

    /** Whether the registrar is to be told. One that has forgotten us is there: it is tried again first. */
    private boolean isDead(DownReason reason) {
        return switch (reason) {
            case SHUTDOWN, FORGOTTEN -> false;
            case ABORTED, UNREACHABLE -> true;
            case REFUSED, CANNOT_CONNECT -> owner.cannotConnect(this, reason == DownReason.REFUSED);
        };
    }

    @Override
    public void onPathChange(Association association, InetAddress changed, PathChange change) {
        suspicion.pathChanged(association);
        if (!suspicion.active()) {
            silent.clear();
        }
    }

    /** The element is suspect: who can go on elsewhere does. */
    private void askToLeave() {
        var cause = "element at " + address + " does not answer at present";
        for (var session : sessions()) {
            silent.addAll(session.targets());
            session.onSuspect(cause);
        }
    }

    private List<CarriedSession> sessions() {
        return streams().stream()
                .map(stream -> ((OutgoingStream) stream).session())
                .filter(Objects::nonNull)
                .toList();
    }
}
