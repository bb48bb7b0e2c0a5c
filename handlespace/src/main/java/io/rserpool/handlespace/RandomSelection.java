package io.rserpool.handlespace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws elements in proportion to their values, none twice: a binary indexed tree of values over the
 * slots of an array, so that a draw is a descent.
 */
final class RandomSelection implements Selection {
    private final RandomGenerator random;
    private final ArrayList<PoolElement> slots = new ArrayList<>();
    private long[] values = new long[8];
    private long[] tree = new long[8];
    private long sum;

    RandomSelection(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void add(PoolElement element) {
        if (slots.size() == values.length) {
            grow();
        }
        element.slot = slots.size();
        slots.add(element);
        set(element.slot, SelectionRule.value(element));
    }

    private void grow() {
        values = Arrays.copyOf(values, 2 * values.length);
        tree = new long[values.length];
        var old = values.clone();
        Arrays.fill(values, 0);
        sum = 0;
        for (int slot = 0; slot < slots.size(); slot++) {
            set(slot, old[slot]);
        }
    }

    @Override
    public void remove(PoolElement element) {
        var last = slots.removeLast();
        var lastValue = values[slots.size()];
        set(slots.size(), 0);
        if (last != element) {
            slots.set(element.slot, last);
            last.slot = element.slot;
            set(last.slot, lastValue);
        }
        element.slot = -1;
    }

    @Override
    public void refresh(PoolElement element) {
        set(element.slot, SelectionRule.value(element));
    }

    @Override
    public List<PoolElement> select(int count, int increment) {
        var selected = new ArrayList<PoolElement>(Math.min(count, slots.size()));
        while (selected.size() < count && sum > 0) {
            var element = slots.get(slotOf(random.nextLong(sum)));
            selected.add(element);
            set(element.slot, 0);
        }
        selected.forEach(this::refresh);
        return selected;
    }

    private void set(int slot, long value) {
        var change = value - values[slot];
        values[slot] = value;
        sum += change;
        for (int i = slot + 1; i <= tree.length; i += i & -i) {
            tree[i - 1] += change;
        }
    }

    /** The slot whose interval of values holds a point from 0 to sum − 1. */
    private int slotOf(long point) {
        int slot = 0;
        for (int step = tree.length; step > 0; step >>= 1) {
            if (slot + step <= tree.length && tree[slot + step - 1] <= point) {
                slot += step;
                point -= tree[slot - 1];
            }
        }
        return slot;
    }
}
