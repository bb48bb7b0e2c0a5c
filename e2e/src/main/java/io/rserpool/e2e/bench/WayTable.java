package io.rserpool.e2e.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Medians of all rounds by way, and ratios to two chained HAProxys of the same round, as a table of Markdown. */
final class WayTable {
    private final Map<String, List<Map<Figure, Double>>> rounds = new LinkedHashMap<>();

    WayTable(List<String> ways) {
        ways.forEach(way -> rounds.put(way, new ArrayList<>()));
    }

    void add(String way, Map<Figure, Double> figures) {
        rounds.getOrDefault(way, new ArrayList<>()).add(figures);
    }

    /** The figures of one round. */
    static String line(Map<Figure, Double> figures) {
        return Stream.of(Figure.values())
                .map(figure -> figure.title + " " + number(figures.getOrDefault(figure, Double.NaN), figure.decimals))
                .collect(Collectors.joining(", "));
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(row("way", figure -> figure.title));
        lines.add(row("---", figure -> "---"));
        rounds.keySet()
                .forEach(way -> lines.add(row(
                        way,
                        figure -> number(
                                median(rounds.getOrDefault(way, List.of()).stream()
                                        .map(round -> round.getOrDefault(figure, Double.NaN))
                                        .toList()),
                                figure.decimals))));
        var base = rounds.getOrDefault(ProxyWays.TWO_HAPROXYS, List.of());
        var ours = rounds.getOrDefault(ProxyWays.SIDECARS, List.of());
        if (!base.isEmpty() && !ours.isEmpty()) {
            lines.add(row(
                    "sidecars : haproxy2",
                    figure -> figure == Figure.ERRORS ? "" : number(median(ratios(ours, base, figure)), 2)));
            lines.add(row("goal", figure -> figure.goal));
        }
        return lines;
    }

    private static String row(String name, Function<Figure, String> cell) {
        return Stream.concat(Stream.of(name), Stream.of(Figure.values()).map(cell))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static List<Double> ratios(List<Map<Figure, Double>> ours, List<Map<Figure, Double>> base, Figure figure) {
        return IntStream.range(0, Math.min(ours.size(), base.size()))
                .mapToObj(round -> ours.get(round).getOrDefault(figure, Double.NaN)
                        / base.get(round).getOrDefault(figure, Double.NaN))
                .toList();
    }

    /** A latency that could not be measured is NaN and sorts last, as a rate then is 0: a median gets worse by it, never better. */
    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String number(double value, int decimals) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
