package io.rserpool.handlespace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An association, and the elements registered over it as a ring in the order in which they came. */
final class Registrant {
    private final Object association;
    private @Nullable PoolElement first;
    private int size;

    Registrant(Object association) {
        this.association = association;
    }

    Object association() {
        return association;
    }

    int size() {
        return size;
    }

    void add(PoolElement element) {
        var head = first;
        if (head == null) {
            first = element;
            element.previous = element;
            element.next = element;
        } else {
            var last = head.previous;
            element.previous = last;
            element.next = head;
            last.next = element;
            head.previous = element;
        }
        element.registrant = this;
        size++;
    }

    void remove(PoolElement element) {
        element.previous.next = element.next;
        element.next.previous = element.previous;
        if (first == element) {
            first = element.next == element ? null : element.next;
        }
        element.previous = element;
        element.next = element;
        element.registrant = null;
        size--;
    }

    List<PoolElement> elements() {
        var elements = new ArrayList<PoolElement>(size);
        var element = first;
        for (int i = 0; i < size && element != null; i++) {
            elements.add(element);
            element = element.next;
        }
        return elements;
    }
}
