package io.rserpool.simulation.world;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.sctp.SctpTransport;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A process on a host of its own: starts, ends in every way, and starts again at the same address. */
public abstract class Process {
    /** What it is doing. */
    enum State {
        DOWN,
        UP,
        FROZEN,
        /** Ends in order, which takes a moment. */
        ENDING
    }

    final World world;
    public final String name;
    public final String host;
    private @Nullable SctpTransport transport;
    private State state = State.DOWN;
    private int incarnation;

    Process(World world, String name, String host) {
        this.world = world;
        this.name = name;
        this.host = host;
    }

    abstract void begin();

    /** Begins an orderly end. */
    abstract void endInOrder(Runnable done);

    /** It is gone, in whatever way. */
    abstract void ended();

    final State state() {
        return state;
    }

    public final boolean isUp() {
        return state == State.UP;
    }

    final int incarnation() {
        return incarnation;
    }

    final SctpTransport transport() {
        return Objects.requireNonNull(transport);
    }

    public final void start() {
        if (state == State.DOWN) {
            world.trace.add("%s starts", name);
            incarnation++;
            transport = world.network.start(host);
            state = State.UP;
            begin();
        }
    }

    /** The host is gone, nobody is told. */
    public final void crash() {
        if (state != State.DOWN) {
            world.trace.add("%s: host crashes", name);
            world.network.crash(host);
            gone();
        }
    }

    /** The process is killed; its kernel tells the peers. */
    public final void kill(DownReason told) {
        if (state != State.DOWN) {
            world.trace.add("%s is killed, its peers are told %s", name, told);
            world.network.kill(host, told);
            gone();
        }
    }

    public final void endInOrder() {
        if (state == State.UP) {
            world.trace.add("%s ends in order", name);
            state = State.ENDING;
            var ending = incarnation;
            endInOrder(() -> {
                if (ending == incarnation && state == State.ENDING) {
                    transport().close();
                    world.trace.add("%s has ended", name);
                    gone();
                }
            });
        }
    }

    private void gone() {
        state = State.DOWN;
        ended();
    }

    public final void freeze(boolean stackToo) {
        if (state == State.UP) {
            world.trace.add("%s freezes%s", name, stackToo ? " with its SCTP stack" : "");
            state = State.FROZEN;
            world.network.freeze(host, stackToo);
        }
    }

    public final void thaw() {
        if (state == State.FROZEN) {
            world.trace.add("%s goes on", name);
            state = State.UP;
            world.network.thaw(host);
        }
    }
}
