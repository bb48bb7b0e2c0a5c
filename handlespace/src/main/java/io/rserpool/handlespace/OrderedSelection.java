package io.rserpool.handlespace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** First come the elements that the policy prefers, among equals the one selected longest ago. */
final class OrderedSelection implements Selection {
    private static final Comparator<PoolElement> ORDER = Comparator.<PoolElement>comparingLong(element -> element.key1)
            .thenComparingLong(element -> element.key2)
            .thenComparingLong(element -> element.seq);

    private final TreeSet<PoolElement> order = new TreeSet<>(ORDER);
    private long nextSeq;

    @Override
    public void add(PoolElement element) {
        element.seq = nextSeq++;
        SelectionRule.initialise(element, order.isEmpty() ? 0 : order.first().round);
        link(element);
    }

    private void link(PoolElement element) {
        SelectionRule.step(element);
        SelectionRule.key(element);
        order.add(element);
    }

    @Override
    public void remove(PoolElement element) {
        order.remove(element);
    }

    @Override
    public void refresh(PoolElement element) {
        order.remove(element);
        SelectionRule.refresh(element);
        link(element);
    }

    @Override
    public List<PoolElement> select(int count, int increment) {
        var selected = new ArrayList<PoolElement>(Math.min(count, order.size()));
        for (var iterator = order.iterator(); selected.size() < count && iterator.hasNext(); ) {
            selected.add(iterator.next());
        }
        for (var element : selected.subList(0, Math.min(increment, selected.size()))) {
            order.remove(element);
            element.seq = nextSeq++;
            SelectionRule.step(element);
            link(element);
        }
        return selected;
    }
}
