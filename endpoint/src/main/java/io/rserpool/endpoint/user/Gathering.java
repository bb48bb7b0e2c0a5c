package io.rserpool.endpoint.user;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Joins the parts in which somebody who reads along passes bytes on, such as a head and its body: each would cost a system call of its own, and
 * wake its reader. One for all sessions of a loop, used by one at a time.
 */
final class Gathering implements Consumer<ByteBuffer> {
    private static final int ROOM = 1 << 14;

    /** What is not small goes on as it is. */
    private static final int LARGE = 1 << 12;

    private static final Consumer<ByteBuffer> NOBODY = bytes -> {
        throw new IllegalStateException(bytes.remaining() + " bytes for nobody");
    };

    private final ByteBuffer joined = ByteBuffer.allocateDirect(ROOM);
    private Consumer<ByteBuffer> target = NOBODY;

    /** Whether somebody gathers at present. */
    boolean isBusy() {
        return target != NOBODY;
    }

    /** @param to is given what is passed on until {@link #end}; the bytes are valid during the call only */
    void begin(Consumer<ByteBuffer> to) {
        target = to;
    }

    @Override
    public void accept(ByteBuffer part) {
        if (part.remaining() >= LARGE) {
            flush();
            target.accept(part);
            return;
        }
        if (part.remaining() > joined.remaining()) {
            flush();
        }
        joined.put(part);
    }

    private void flush() {
        if (joined.position() > 0) {
            joined.flip();
            try {
                target.accept(joined);
            } finally {
                joined.clear();
            }
        }
    }

    void end() {
        try {
            flush();
        } finally {
            target = NOBODY;
        }
    }
}
