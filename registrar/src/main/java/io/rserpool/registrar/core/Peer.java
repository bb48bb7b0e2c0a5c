package io.rserpool.registrar.core;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.ServerInformation;
import org.jspecify.annotations.Nullable;

/** Another registrar, as the one event loop knows it. */
final class Peer {
    /** What is thought of it. */
    enum State {
        /** Heard of lately. */
        ACTIVE,
        /** Silent, or its association failed; asked for a sign of life. */
        PROBED,
        /** Another registrar takes it over. */
        INACTIVE
    }

    private final ServerId id;
    private State state = State.ACTIVE;
    private @Nullable EnrpLink link;
    private long linkedSince;
    private @Nullable ServerInformation information;
    private long lastHeard;
    private long deadline;

    /** Whether it has told which registrars it knows, over the association of now. */
    boolean listed;

    /** When it may be asked for that again. */
    long nextListRequest = Long.MIN_VALUE;

    /** Whether its elements must be fetched whatever its checksum says. */
    boolean stale = true;

    Peer(ServerId id, long now) {
        this.id = id;
        this.lastHeard = now;
    }

    ServerId id() {
        return id;
    }

    State state() {
        return state;
    }

    long lastHeard() {
        return lastHeard;
    }

    /** When something is assumed of it if nothing is heard; of meaning unless it is active. */
    long deadline() {
        return deadline;
    }

    void heard(long now) {
        lastHeard = now;
        state = State.ACTIVE;
    }

    void probed(long until) {
        state = State.PROBED;
        deadline = until;
    }

    void inactive(long until) {
        state = State.INACTIVE;
        deadline = until;
    }

    @Nullable
    EnrpLink link() {
        return link;
    }

    /** Whether it can be told something. */
    boolean linked() {
        return link != null && link.alive();
    }

    /** When it said for the first time whose association that of now is. */
    long linkedSince() {
        return linkedSince;
    }

    void setLink(@Nullable EnrpLink newLink, long now) {
        link = newLink;
        linkedSince = now;
        listed = false;
        nextListRequest = Long.MIN_VALUE;
        stale = true;
    }

    @Nullable
    ServerInformation information() {
        return information;
    }

    void setInformation(ServerInformation newInformation) {
        information = newInformation;
    }
}
