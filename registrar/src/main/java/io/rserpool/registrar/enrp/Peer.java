package io.rserpool.registrar.enrp;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage;
import io.rserpool.protocol.parameter.ServerInformation;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Another registrar, as the one event loop knows it. */
public final class Peer {
    /** What is thought of it. */
    public enum State {
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

    private boolean listed;

    private long nextListRequest = Long.MIN_VALUE;

    private boolean stale = true;

    Peer(ServerId id, long now) {
        this.id = id;
        this.lastHeard = now;
    }

    public ServerId id() {
        return id;
    }

    public State state() {
        return state;
    }

    public long lastHeard() {
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

    public void probed(long until) {
        state = State.PROBED;
        deadline = until;
    }

    public void inactive(long until) {
        state = State.INACTIVE;
        deadline = until;
    }

    public @Nullable EnrpLink link() {
        return link;
    }

    /** Whether it can be told something. */
    public boolean linked() {
        return link != null && link.alive();
    }

    /** When it said for the first time whose association that of now is. */
    public long linkedSince() {
        return linkedSince;
    }

    void setLink(@Nullable EnrpLink newLink, long now) {
        link = newLink;
        linkedSince = now;
        listed = false;
        nextListRequest = Long.MIN_VALUE;
        stale = true;
    }

    public @Nullable ServerInformation information() {
        return information;
    }

    void setInformation(ServerInformation newInformation) {
        information = newInformation;
    }

    /** Whether it has told which registrars it knows, over the association of now. */
    public boolean isListed() {
        return listed;
    }

    void setListed() {
        listed = true;
    }

    /** Whether it may be asked whom it knows: it has not told, and was not asked a moment ago. Then it counts as asked until then. */
    boolean mayBeAskedForList(long now, long until) {
        if (listed || now < nextListRequest) {
            return false;
        }
        nextListRequest = until;
        return true;
    }

    /** Whether its elements must be fetched whatever its checksum says. */
    public boolean isStale() {
        return stale;
    }

    public void setStale(boolean isStale) {
        stale = isStale;
    }

    /** Sends, or has it wait for room; nothing happens if there is no association. */
    public void send(EnrpMessage message) {
        if (link != null && link.alive()) {
            link.send(message);
        }
    }

    /** The same with an encoded message, whose position moves. */
    void send(ByteBuffer message) {
        if (link != null && link.alive()) {
            link.send(message);
        }
    }
}
