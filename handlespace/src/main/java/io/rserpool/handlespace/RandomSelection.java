package io.rserpool.handlespace;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Draws elements in proportion to their shares, none twice: a binary indexed tree of shares over the slots of an
 * array, so that a draw is a descent.
 */
final class RandomSelection implements Selection {
    private static final int LEAST_SLOTS = 8;

    private final RandomGenerator random;
    private final boolean degrades;
    private PoolElement[] slots = new PoolElement[LEAST_SLOTS];
    private long[] shares = new long[LEAST_SLOTS];

    /** At index i − 1 the sum of so many shares up to slot i − 1 as the lowest bit of i says. */
    private long[] tree = new long[LEAST_SLOTS];

    private int size;
    private long sum;

    /** @param degrades whether selections lower the shares of policies with degradation */
    RandomSelection(RandomGenerator random, boolean degrades) {
        this.random = random;
        this.degrades = degrades;
    }

    @Override
    public void add(PoolElement element) {
        if (size == slots.length) {
            resize(2 * size);
        }
        element.degradation = 0;
        element.slot = size;
        slots[size] = element;
        set(size++, share(element));
    }

    private static long share(PoolElement element) {
        var base = Integer.toUnsignedLong(element.base);
        var degradation = Integer.toUnsignedLong(element.degradation);
        return degradation == 0 ? base : Math.max(1, base - degradation);
    }

    @Override
    @SuppressWarnings("NullAway") // slots from size on are not looked at
    public void remove(PoolElement element) {
        var last = slots[--size];
        set(size, 0);
        slots[size] = null;
        if (last != element) {
            slots[element.slot] = last;
            last.slot = element.slot;
            set(last.slot, share(last));
        }
        element.slot = -1;
        if (size < slots.length / 4 && size >= LEAST_SLOTS) {
            resize(slots.length / 2);
        }
    }

    @Override
    public void refresh(PoolElement element) {
        element.degradation = 0;
        set(element.slot, share(element));
    }

    @Override
    public int select(int count, int increment, PoolElement[] into) {
        if (count == 1 && sum > 0) {
            into[0] = draw();
            charge(into[0], increment);
            return 1;
        }
        int selected = 0;
        while (selected < count && sum > 0) {
            var element = draw();
            into[selected++] = element;
            set(element.slot, 0);
        }
        for (int i = 0; i < selected; i++) {
            charge(into[i], increment);
            set(into[i].slot, share(into[i]));
        }
        return selected;
    }

    private void charge(PoolElement element, int increment) {
        if (degrades && increment > 0 && element.charge != 0) {
            element.degrade(1);
            set(element.slot, share(element));
        }
    }

    private void set(int slot, long share) {
        var change = share - shares[slot];
        if (change != 0) {
            shares[slot] = share;
            sum += change;
            for (int i = slot + 1; i <= tree.length; i += i & -i) {
                tree[i - 1] += change;
            }
        }
    }

    private PoolElement draw() {
        return slots[slotOf(random.nextLong(sum))];
    }

    /** The slot whose interval of shares holds a point from 0 to sum − 1. */
    private int slotOf(long point) {
        int slot = 0;
        var rest = point;
        for (int step = tree.length; step > 0; step >>= 1) {
            if (slot + step <= tree.length && tree[slot + step - 1] <= rest) {
                slot += step;
                rest -= tree[slot - 1];
            }
        }
        return slot;
    }

    /** @param length a power of two */
    private void resize(int length) {
        slots = Arrays.copyOf(slots, length);
        shares = Arrays.copyOf(shares, length);
        tree = shares.clone();
        for (int i = 1; i <= length; i++) {
            int above = i + (i & -i);
            if (above <= length) {
                tree[above - 1] += tree[i - 1];
            }
        }
    }
}
