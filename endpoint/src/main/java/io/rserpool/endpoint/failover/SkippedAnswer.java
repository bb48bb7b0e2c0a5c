package io.rserpool.endpoint.failover;

import io.rserpool.protocol.session.RunningDigest;
import java.nio.ByteBuffer;

/** The beginning of an answer that the client has from another element already: dropped, and compared by its digest. */
public final class SkippedAnswer {
    private final long length;
    private final long expected;
    private final RunningDigest digest = new RunningDigest();

    /**
     * @param length bytes
     * @param expected their digest
     */
    public SkippedAnswer(long length, long expected) {
        this.length = length;
        this.expected = expected;
    }

    long left() {
        return length - digest.length();
    }

    public boolean complete() {
        return left() == 0;
    }

    /** Takes what belongs to it, by the buffer's position; bytes taken. */
    public int take(ByteBuffer bytes) {
        var size = (int) Math.min(left(), bytes.remaining());
        digest.update(bytes.slice(bytes.position(), size));
        bytes.position(bytes.position() + size);
        return size;
    }

    /** Whether the bytes taken are those that the client has. */
    public boolean equal() {
        return digest.value() == expected;
    }

    public String difference() {
        return complete()
                ? "the first " + length + " bytes of the answer differ from what the client has"
                : "the answer ends " + left() + " bytes before what the client has";
    }
}
