package io.rserpool.endpoint.failover;

import io.rserpool.transport.system.OffHeapMemory;
import java.nio.ByteBuffer;

/**
 * Bytes of a client that wait for their answers: added at its end, dropped at its beginning. Outside the heap, up to a limit, and within the budget
 * of all journals.
 */
public final class Backlog {
    /** What stays when it is empty: most requests fit. */
    private static final int SMALLEST = 1 << 9;

    private final int limit;
    private final JournalBudget budget;
    private final JournalBudget.Holder holder;
    private OffHeapMemory memory = new OffHeapMemory();
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int start;
    private int end;
    private int surcharge;

    /**
     * @param limit bytes
     * @param holder whose it is; its {@link JournalBudget.Holder#capacity} is {@link #capacity}
     */
    public Backlog(int limit, JournalBudget budget, JournalBudget.Holder holder) {
        this.limit = limit;
        this.budget = budget;
        this.holder = holder;
    }

    public int size() {
        return end - start;
    }

    /** Bytes of the budget that it has. */
    public int capacity() {
        return buffer.capacity() + surcharge;
    }

    public boolean fits(int bytes) {
        return bytes <= limit - size();
    }

    /** Adds a copy of bytes that {@link #fits fit}; the position does not move. False = the budget has no room, and nothing was added. */
    public boolean append(ByteBuffer bytes) {
        var wanted = size() + bytes.remaining();
        if (wanted > buffer.capacity() && !grow(wanted)) {
            return false;
        }
        if (end + bytes.remaining() > buffer.capacity()) {
            buffer.put(0, buffer, start, size());
            end -= start;
            start = 0;
        }
        buffer.put(end, bytes, bytes.position(), bytes.remaining());
        end += bytes.remaining();
        return true;
    }

    private boolean grow(int wanted) {
        var capacity = (int) Math.min(
                Math.max((long) Integer.highestOneBit(Math.max(wanted - 1, 1)) << 1, SMALLEST),
                Math.max(limit, SMALLEST));
        if (!budget.grow(holder, capacity - buffer.capacity())) {
            return false;
        }
        var larger = new OffHeapMemory();
        ByteBuffer next;
        try {
            next = larger.allocate(capacity);
        } catch (OutOfMemoryError beyondTheLimitOfTheProcess) {
            budget.shrink(holder, capacity - buffer.capacity());
            return false;
        }
        next.put(0, buffer, start, size());
        memory.close();
        memory = larger;
        end -= start;
        start = 0;
        buffer = next;
        return true;
    }

    /** Charges the budget with memory that is needed besides; false = there is no room. */
    public boolean charge(int bytes) {
        if (!budget.grow(holder, bytes)) {
            return false;
        }
        surcharge += bytes;
        return true;
    }

    /** Drops so many bytes, which there are, at the beginning. */
    public void drop(int bytes) {
        start += bytes;
        if (start == end) {
            empty();
        }
    }

    /** All bytes are dropped. What is large goes back. */
    public void empty() {
        start = 0;
        end = 0;
        if (capacity() > SMALLEST) {
            close();
        }
    }

    /** The bytes from a position on, read-only, valid until something is added. */
    public ByteBuffer from(int position) {
        return buffer.asReadOnlyBuffer().position(start + position).limit(end);
    }

    /** So many bytes from a position on, read-only, valid until something is added. */
    public ByteBuffer slice(int position, int length) {
        return buffer.slice(start + position, length).asReadOnlyBuffer();
    }

    /** Gives its memory back; it is empty then, and may be used again. */
    public void close() {
        budget.release(holder, capacity());
        surcharge = 0;
        buffer = ByteBuffer.allocate(0);
        start = 0;
        end = 0;
        memory.close();
    }
}
