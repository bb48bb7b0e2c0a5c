package io.rserpool.transport.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A binary heap of timers, by deadline; equal deadlines run in the order of their creation. O(log n) to add and cancel. */
final class TimerQueue {
    private @Nullable Entry[] heap = new Entry[64];
    private int size;

    /** One timer; knows its place in the heap, −1 if it is not (or no longer) in it. */
    static final class Entry {
        final long deadline;
        private final long sequence;
        final Runnable task;
        private int index = -1;
        private boolean cancelled;

        /**
         * @param deadline on the scale of {@link System#nanoTime}
         * @param sequence order among equal deadlines
         */
        Entry(long deadline, long sequence, Runnable task) {
            this.deadline = deadline;
            this.sequence = sequence;
            this.task = task;
        }

        private boolean before(Entry other) {
            var difference = deadline - other.deadline;
            return difference != 0 ? difference < 0 : sequence < other.sequence;
        }
    }

    /** Adds a timer, unless it was cancelled before it got here. */
    void add(Entry entry) {
        if (entry.cancelled) {
            return;
        }
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        siftUp(size++, entry);
    }

    void cancel(Entry entry) {
        entry.cancelled = true;
        if (entry.index >= 0) {
            removeAt(entry.index);
        }
    }

    /** The earliest deadline, or {@code none}. */
    long nextDeadline(long none) {
        return size == 0 ? none : at(0).deadline;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Takes the earliest timer out if it is due. */
    @Nullable
    Entry pollDue(long now) {
        if (size == 0) {
            return null;
        }
        var first = at(0);
        if (first.deadline - now > 0) {
            return null;
        }
        removeAt(0);
        return first;
    }

    private void removeAt(int index) {
        at(index).index = -1;
        var last = at(--size);
        heap[size] = null;
        if (index == size) {
            return;
        }
        if (index > 0 && last.before(at((index - 1) >>> 1))) {
            siftUp(index, last);
        } else {
            siftDown(index, last);
        }
    }

    private void siftUp(int start, Entry entry) {
        int index = start;
        while (index > 0) {
            int parent = (index - 1) >>> 1;
            if (!entry.before(at(parent))) {
                break;
            }
            put(index, at(parent));
            index = parent;
        }
        put(index, entry);
    }

    private void siftDown(int start, Entry entry) {
        int index = start;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).before(at(child))) {
                child++;
            }
            if (!at(child).before(entry)) {
                break;
            }
            put(index, at(child));
            index = child;
        }
        put(index, entry);
    }

    @SuppressWarnings("NullAway") // below size, every slot is filled
    private Entry at(int index) {
        return heap[index];
    }

    private void put(int index, Entry entry) {
        heap[index] = entry;
        entry.index = index;
    }
}
