package io.rserpool.endpoint.failover.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the events of a {@code text/event-stream}: lines up to and with an empty one, ended by CR LF, LF or CR, all in the same way. */
final class EventReader {
    private enum Ends {
        UNKNOWN,
        CR_SEEN,
        CR,
        LF
    }

    private static final int SMALLEST = 1 << 9;
    private static final byte[] NOTHING = new byte[0];

    private final int limit;
    private byte[] bytes = NOTHING;
    private int size;

    /** Bytes of the line that is being read. */
    private int line;

    private Ends ends = Ends.UNKNOWN;
    private boolean complete;

    /** @param limit bytes of an event */
    EventReader(int limit) {
        this.limit = limit;
    }

    void restart() {
        clear();
        line = 0;
        ends = Ends.UNKNOWN;
    }

    /** Bytes of an event that is not complete. */
    int held() {
        return complete ? 0 : size;
    }

    /** Takes bytes up to the end of an event; whether it is there. If not, and bytes are left, it is longer than the limit. */
    boolean read(ByteBuffer data) {
        if (complete) {
            clear();
        }
        while (data.hasRemaining() && size < limit) {
            var each = data.get();
            if (ends == Ends.CR_SEEN) {
                ends = each == '\n' ? Ends.LF : Ends.CR;
                if (ends == Ends.CR && endOfLine()) {
                    data.position(data.position() - 1);
                    return true;
                }
            }
            add(each);
            if (ends(each) && endOfLine()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a line ends with this byte. */
    private boolean ends(byte each) {
        if (each != '\r' && each != '\n') {
            line++;
            return false;
        }
        if (ends == Ends.UNKNOWN) {
            ends = each == '\r' ? Ends.CR_SEEN : Ends.LF;
        }
        return each == (ends == Ends.CR ? '\r' : '\n');
    }

    private boolean endOfLine() {
        complete = line == 0;
        line = 0;
        return complete;
    }

    private void add(byte each) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(SMALLEST, 2 * size)));
        }
        bytes[size++] = each;
    }

    /** What is read of an event; valid until more is read. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes, 0, size).asReadOnlyBuffer();
    }

    String text() {
        return new String(bytes, 0, size, StandardCharsets.ISO_8859_1);
    }

    void clear() {
        size = 0;
        complete = false;
        if (bytes.length > SMALLEST) {
            bytes = NOTHING;
        }
    }
}
