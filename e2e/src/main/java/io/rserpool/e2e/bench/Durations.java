package io.rserpool.e2e.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Durations in ns, and their order statistics. */
public final class Durations {
    private final List<Long> nanos = new ArrayList<>();

    public void add(long duration) {
        nanos.add(duration);
    }

    public int count() {
        return nanos.size();
    }

    /** The smallest duration that at least this share (0 to 1) of all do not exceed. */
    public long quantile(double share) {
        var sorted = nanos.stream().sorted().toList();
        return sorted.get(Math.clamp((int) Math.ceil(share * sorted.size()) - 1, 0, sorted.size() - 1));
    }

    /** All of them in ms, the shortest first. */
    String sortedMillis() {
        return nanos.stream()
                .sorted()
                .map(each -> String.format(Locale.ROOT, "%.0f", each / 1e6))
                .collect(Collectors.joining(" "));
    }

    /** p50, p99 and maximum, in ms with as many decimals. */
    public String summary(int decimals) {
        var number = "%." + decimals + "f";
        return String.format(
                Locale.ROOT,
                "p50 " + number + " ms, p99 " + number + " ms, max " + number + " ms (n = %d)",
                quantile(0.5) / 1e6,
                quantile(0.99) / 1e6,
                quantile(1) / 1e6,
                count());
    }
}
