package io.rserpool.transport.sctp.stack;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint is on every stack: its associations, who accepts them, and its end.
 *
 * @param <A> the stack's associations
 */
public abstract class StackEndpoint<A extends StackAssociation> implements Endpoint {
    private static final System.Logger LOG = System.getLogger(StackEndpoint.class.getName());

    private final SctpTransport transport;
    private final RepeatedLog refusals;
    private final SctpOptions options;
    private final int maxMessageSize;
    private final Set<A> associations = new LinkedHashSet<>();
    private @Nullable Acceptor acceptor;
    private boolean closed;

    /** @param longestMessage of the transport, in bytes; a smaller send buffer lowers it */
    protected StackEndpoint(SctpTransport transport, SctpOptions options, int longestMessage) {
        this.transport = transport;
        this.refusals = new RepeatedLog(transport.eventLoop(), LOG, Level.WARNING);
        this.options = options;
        this.maxMessageSize = Math.min(longestMessage, options.capacity().sendBuffer());
    }

    final EventLoop eventLoop() {
        return transport.eventLoop();
    }

    public final SctpOptions options() {
        return options;
    }

    /** The longest message of its associations in bytes. */
    public final int maxMessageSize() {
        return maxMessageSize;
    }

    protected final boolean isClosed() {
        return closed;
    }

    protected final void requireOpen() {
        if (closed) {
            throw new TransportException("the endpoint of SCTP port " + port() + " is closed");
        }
    }

    @Override
    public final void listen(Acceptor newAcceptor) {
        requireOpen();
        acceptor = newAcceptor;
        listen();
    }

    /** Lets the stack accept associations; perhaps it does already. */
    protected abstract void listen();

    /** An association that peers caused to end, or that there was no room for. */
    public final RepeatedLog refusals() {
        return refusals;
    }

    /** The handler of an association that is up. */
    final AssociationHandler accept(Association association) {
        if (acceptor == null) {
            association.abort("not listening");
            return AssociationHandler.IGNORE;
        }
        try {
            return acceptor.accept(association);
        } catch (Throwable e) {
            eventLoop().failed("the acceptor of SCTP port " + port(), e);
            association.abort("internal error");
            return AssociationHandler.IGNORE;
        }
    }

    /** All of them as they come and go, in the order of their beginning. */
    protected final Set<A> associations() {
        return Collections.unmodifiableSet(associations);
    }

    protected final void add(A association) {
        associations.add(association);
    }

    /** The peer has forgotten the old one; the next one is with the same peer. */
    public void replace(A old, A next) {
        associations.remove(old);
        associations.add(next);
    }

    /** The association has ended. */
    public void remove(A association) {
        associations.remove(association);
    }

    @Override
    public final void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (var association : new ArrayList<>(associations)) {
            association.abort("endpoint closed");
        }
        release();
    }

    /** Gives back what it holds of the stack, and leaves its transport. */
    protected abstract void release();

    @Override
    public final String toString() {
        return transport.localAddresses().getFirst().getHostAddress() + ":" + port();
    }
}
