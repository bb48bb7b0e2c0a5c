package io.rserpool.transport.sctp.stack;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Puts together messages that come in parts. */
public final class Reassembly {
    private final int limit;
    private byte @Nullable [] parts;
    private int length;
    private @Nullable ByteBuffer message;

    public Reassembly(int limit) {
        this.limit = limit;
    }

    /** @return false if the message is too long */
    public boolean add(ByteBuffer fragment, boolean last) {
        if (length + fragment.remaining() > limit) {
            return false;
        }
        if (last && length == 0) {
            message = fragment.slice();
            return true;
        }
        if (parts == null) {
            parts = new byte[limit];
        }
        int size = fragment.remaining();
        fragment.get(parts, length, size);
        length += size;
        if (last) {
            message = ByteBuffer.wrap(parts, 0, length).slice();
            parts = null;
            length = 0;
        }
        return true;
    }

    /** The message, if the last fragment completed one. */
    public @Nullable ByteBuffer takeMessage() {
        var result = message;
        message = null;
        return result;
    }
}
