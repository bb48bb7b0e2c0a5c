package io.rserpool.transport.message;

import java.nio.ByteBuffer;
import java.util.function.Predicate;

/** Cuts a stream of bytes into messages: type (1), flags (1), length (2), then so much, padded to a multiple of 4. */
final class MessageFrames {
    private static final int HEADER = 4;
    private static final int FIRST_CAPACITY = 256;

    private final int maxMessage;
    private ByteBuffer partial = ByteBuffer.allocate(0);

    MessageFrames(int maxMessage) {
        this.maxMessage = maxMessage;
    }

    /** Whether a message has begun and not ended. */
    boolean isPartial() {
        return partial.position() > 0;
    }

    /**
     * Takes bytes.
     *
     * @param each is given every message, valid during the call; false = no more are wanted
     * @return false if a length is impossible: what follows has no meaning
     */
    boolean add(ByteBuffer bytes, Predicate<ByteBuffer> each) {
        while (bytes.hasRemaining()) {
            if (!isPartial() && bytes.remaining() >= HEADER) {
                int size = size(bytes, bytes.position());
                if (size < 0) {
                    return false;
                }
                if (bytes.remaining() >= size) {
                    var message = bytes.slice(bytes.position(), size);
                    bytes.position(bytes.position() + size);
                    if (!each.test(message)) {
                        return true;
                    }
                    continue;
                }
            }
            if (!fill(bytes)) {
                return false;
            }
            if (isComplete()) {
                var message = partial.flip();
                partial = ByteBuffer.allocate(0);
                if (!each.test(message)) {
                    return true;
                }
            }
        }
        return true;
    }

    /** Moves what belongs to the message that has begun; false if there is no such message. */
    private boolean fill(ByteBuffer bytes) {
        int wanted = HEADER;
        if (partial.position() >= HEADER) {
            wanted = size(partial, 0);
        }
        if (wanted < 0) {
            return false;
        }
        int count = Math.min(bytes.remaining(), wanted - partial.position());
        reserve(partial.position() + count);
        partial.put(bytes.slice(bytes.position(), count));
        bytes.position(bytes.position() + count);
        return true;
    }

    private boolean isComplete() {
        return partial.position() >= HEADER && partial.position() == size(partial, 0);
    }

    /** As much as has come, not as much as was promised. */
    private void reserve(int capacity) {
        if (partial.capacity() < capacity) {
            var larger = ByteBuffer.allocate(Math.max(capacity, Math.max(FIRST_CAPACITY, 2 * partial.capacity())));
            partial = larger.put(partial.flip());
        }
    }

    /** Of the message whose header is there, or -1. */
    private int size(ByteBuffer buffer, int start) {
        int length = Short.toUnsignedInt(buffer.getShort(start + 2));
        int size = (length + 3) & ~3;
        return length < HEADER || size > maxMessage ? -1 : size;
    }
}
