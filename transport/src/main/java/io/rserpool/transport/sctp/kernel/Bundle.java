package io.rserpool.transport.sctp.kernel;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Lets what an association's owner sends while it is told of several messages in a row leave in as few packets as
 * possible: each message but the last goes to the kernel as one that others follow (MSG_MORE), for which it waits. So the
 * last one is held back here until it is known to be the last. Of one association at a time.
 *
 * <p>What waits in the kernel must never fill a send buffer by itself, since then nothing would ever set it going: so
 * few and short messages are bundled.
 */
final class Bundle {
    /** In bytes; longer messages gain nothing. */
    private static final int LONGEST = 512;

    private static final int MOST = 16;

    private final Messages messages;
    private final ByteBuffer held = ByteBuffer.allocate(LONGEST);
    private @Nullable KernelAssociation owner;
    private boolean holds;
    private int waiting;
    private int stream;
    private int ppid;
    private int flags;

    Bundle(Messages messages) {
        this.messages = messages;
    }

    /** An association is about to be told of several messages; whether what it sends will be bundled. */
    boolean begin(KernelAssociation association) {
        if (owner != null) {
            return false;
        }
        owner = association;
        waiting = 0;
        return true;
    }

    /** Whether a message of this association would be held back. */
    boolean takes(KernelAssociation association, ByteBuffer payload) {
        return owner == association && payload.remaining() <= LONGEST;
    }

    /** Holds a message back, which it copies; {@link #send} comes before. */
    void hold(int newStream, int newPpid, int newFlags, ByteBuffer payload) {
        held.clear().put(payload.duplicate()).flip();
        stream = newStream;
        ppid = newPpid;
        flags = newFlags;
        holds = true;
    }

    /** Whether it holds a message of this association. */
    boolean holds(KernelAssociation association) {
        return holds && owner == association;
    }

    /**
     * Gives the message held to the kernel; it stays held if that fails.
     *
     * @param more whether another one follows
     * @return 0 or more, or a negative error number
     */
    int send(boolean more, int socket, int association) {
        boolean waits = more && waiting < MOST - 1;
        int result = messages.send(socket, association, stream, ppid, flags, waits, held);
        if (result >= 0) {
            holds = false;
            waiting = waits ? waiting + 1 : 0;
        }
        return result;
    }

    /** The message held, which is the association's concern from now on. */
    Late takeLate() {
        holds = false;
        var copy = ByteBuffer.allocate(held.remaining()).put(held.duplicate()).flip();
        return new Late(stream, ppid, flags, copy);
    }

    /** Nothing is held back any more. */
    void end() {
        owner = null;
        holds = false;
    }

    /** A message that the kernel had no room for when it was due. */
    record Late(int stream, int ppid, int flags, ByteBuffer payload) {}
}
