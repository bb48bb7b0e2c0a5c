package io.rserpool.handlespace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Elements by their next deadline: a heap with four children per node, in which every element knows its place,
 * so that a deadline moves in O(log n) and without allocating anything.
 */
final class Deadlines {
    private static final int CHILDREN = 4;
    private static final int LEAST = 16;

    private PoolElement[] heap = new PoolElement[LEAST];
    private int size;

    /** An element's deadline is another one, or it has none any more. */
    void changed(PoolElement element) {
        if (element.deadline() == PoolElement.NEVER) {
            remove(element);
        } else if (element.heapIndex < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            rise(element, size++);
        } else {
            settle(element, element.heapIndex);
        }
    }

    @SuppressWarnings("NullAway") // the heap from size on is not looked at
    private void remove(PoolElement element) {
        int index = element.heapIndex;
        if (index < 0) {
            return;
        }
        var last = heap[--size];
        heap[size] = null;
        if (last != element) {
            settle(last, index);
        }
        element.heapIndex = -1;
        if (size < heap.length / 4 && size >= LEAST) {
            heap = Arrays.copyOf(heap, heap.length / 2);
        }
    }

    private void settle(PoolElement element, int index) {
        if (index > 0 && element.deadline() < heap[parent(index)].deadline()) {
            rise(element, index);
        } else {
            sink(element, index);
        }
    }

    private void rise(PoolElement element, int from) {
        int index = from;
        for (; index > 0 && element.deadline() < heap[parent(index)].deadline(); index = parent(index)) {
            put(heap[parent(index)], index);
        }
        put(element, index);
    }

    private void sink(PoolElement element, int from) {
        int index = from;
        for (int child = earliestChild(index); child < size; child = earliestChild(index)) {
            if (heap[child].deadline() >= element.deadline()) {
                break;
            }
            put(heap[child], index);
            index = child;
        }
        put(element, index);
    }

    /** Beyond the size if there is none. */
    private int earliestChild(int index) {
        int first = CHILDREN * index + 1;
        int earliest = first;
        for (int child = first + 1; child < Math.min(size, first + CHILDREN); child++) {
            if (heap[child].deadline() < heap[earliest].deadline()) {
                earliest = child;
            }
        }
        return earliest;
    }

    private void put(PoolElement element, int index) {
        heap[index] = element;
        element.heapIndex = index;
    }

    private static int parent(int index) {
        return (index - 1) / CHILDREN;
    }

    /** Elements with a deadline at or before this time, the earliest first. */
    List<PoolElement> due(long now, int atMost) {
        if (size == 0 || heap[0].deadline() > now) {
            return List.of();
        }
        var due = new ArrayList<PoolElement>();
        var next = new PriorityQueue<PoolElement>(Comparator.comparingLong(PoolElement::deadline));
        next.add(heap[0]);
        while (due.size() < atMost && !next.isEmpty()) {
            var element = next.remove();
            due.add(element);
            int first = CHILDREN * element.heapIndex + 1;
            for (int child = first; child < Math.min(size, first + CHILDREN); child++) {
                if (heap[child].deadline() <= now) {
                    next.add(heap[child]);
                }
            }
        }
        return due;
    }
}
