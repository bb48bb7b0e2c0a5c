package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.asap.PooledElement;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A session of a PU, as what carries it knows it. */
public interface CarriedSession {
    boolean isOver();

    /** Bytes that it was given and has not consumed yet. */
    int outstanding();

    /** The element that it is with or on its way to; empty if there is none. */
    Set<PooledElement> targets();

    /** How its bytes travel to an element that does not multiplex. */
    DirectOptions direct();

    /** Whether an element that ends its side has left it early: only the user ends such a session. */
    boolean endsByUserOnly();

    /** Whether it can begin again, here or elsewhere, and would gain by it: the answer is not complete. */
    boolean canBeginAgain();

    /** There is a connection to the element. */
    void attached(ElementConnection connection);

    /** What it was waiting for has less room than hoped. */
    void connectAgain();

    /** The element serves it. */
    void onAccept();

    /** There is room for more of what the client says. */
    void onConnectionWritable();

    void onData(ByteBuffer bytes);

    void onMessage(int ppid, ByteBuffer message);

    /** The element's word over the control channel. */
    void onControl(AsapMessage message);

    /**
     * The element's bytes have ended; whether in good order will be told, too.
     *
     * @param reset as its server's connection was reset
     */
    void onEnding(boolean reset);

    /** The element's bytes are complete. */
    void onEnd();

    /** The element's bytes are complete, and it takes none any more. */
    void onLastEnd();

    /** The element says that it is over. */
    void onReset(ElementConnection from, Reason reason, String detail);

    /** The element broke the rules. */
    void onViolation(ElementConnection from, String what);

    /**
     * The association with the element is gone.
     *
     * @param lost null if there was none yet
     */
    void onLost(@Nullable ElementConnection lost, FailureKind kind, String cause);

    /** The element is there but knows nothing of the association any more. */
    void onForgotten(ElementConnection lost, String cause);

    /** The element does not answer at present. */
    void onSuspect(String cause);
}
