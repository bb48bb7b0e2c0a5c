package io.rserpool.program.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** All keys of a program: its {@code --help}, the check of what was written, and what recognises a key that was misspelt. */
public final class KeyTable {
    private static final String ROOT = "rserpool.";

    /** What an edit in the last part of a key weighs, compared with another part before it. */
    private static final int LAST_PART = 2;

    private final String program;
    private final String purpose;
    private final List<String> others;
    private final List<Overlay<?>> overlays;
    private final BiConsumer<ConfigValues, ConfigProblems> check;
    private final Map<String, List<Key<?>>> sections = new LinkedHashMap<>();

    /**
     * The whole table.
     *
     * @param program its name
     * @param purpose what it is, in a sentence
     * @param others prefixes of keys that belong to other programs and may stand in a shared file
     * @param rows its keys, {@link CommonKeys} first
     * @param overlays keys that replace single values of profiles
     * @param check notes what no row can say by itself; it sees values that are all within their ranges
     */
    public KeyTable(
            String program,
            String purpose,
            List<String> others,
            List<KeyRows> rows,
            List<Overlay<?>> overlays,
            BiConsumer<ConfigValues, ConfigProblems> check) {
        this.program = program;
        this.purpose = purpose;
        this.others = List.copyOf(others);
        this.overlays = List.copyOf(overlays);
        this.check = check;
        rows.forEach(some -> sections.put(some.section(), some.keys()));
        overlays.forEach(overlay -> sections.put(overlay.section(), overlay.keys()));
    }

    /** All of them, those of overlays last. */
    public List<Key<?>> keys() {
        return sections.values().stream().<Key<?>>flatMap(List::stream).toList();
    }

    /** The same by sections of the documentation. */
    Map<String, List<Key<?>>> sections() {
        return sections;
    }

    /** What {@code --help} prints. */
    public String help() {
        var text = new StringBuilder()
                .append(program)
                .append(": ")
                .append(purpose)
                .append("\n\nConfiguration keys (properties file named by QUARKUS_CONFIG_LOCATIONS, system properties,")
                .append(
                        " or environment, e.g. RSERPOOL_ADDRESS); those marked * are applied while the program runs when")
                .append(" the file changes:\n");
        keys().forEach(key -> text.append(KeyDocument.help(key)));
        return text.append('\n').toString();
    }

    /** Notes the keys that no program knows, each with the nearest one that is known. */
    void checkNames(Iterable<String> written, ConfigProblems problems) {
        for (var name : written) {
            if (name.startsWith(ROOT) && others.stream().noneMatch(name::startsWith) && !known(name)) {
                problems.add(new ConfigProblem(
                        name, ValueRange.HIDDEN, "only known keys; did you mean " + nearest(name) + "?"));
            }
        }
    }

    /** Notes secrets among Java system properties: they stand in the command line, which whoever is on the host sees, and so do reports of crashes. */
    void checkCommandLine(Set<String> properties, ConfigProblems problems) {
        keys().stream()
                .filter(key -> key.range() instanceof ValueRange.Secret && properties.contains(key.name()))
                .forEach(key -> problems.add(new ConfigProblem(
                        key.name(),
                        ValueRange.HIDDEN,
                        "a value from a file or the environment; a command line is seen by whoever is on the host")));
    }

    /** Notes values that are missing or not allowed, and if all are, those that do not go together. */
    void check(ConfigValues values, ConfigProblems problems) {
        var ofRows = new ConfigProblems();
        keys().forEach(key -> key.check(values, ofRows));
        if (ofRows.list().isEmpty()) {
            overlays.forEach(overlay -> overlay.check(values, problems));
            check.accept(values, problems);
        }
        ofRows.list().forEach(problems::add);
    }

    private boolean known(String name) {
        return keys().stream().anyMatch(key -> key.matches(name));
    }

    private String nearest(String name) {
        var candidates = new ArrayList<String>();
        keys().forEach(key -> candidates.add(key.nameLike(name)));
        candidates.sort(Comparator.comparingInt(candidate -> distance(candidate, name)));
        return candidates.getFirst();
    }

    /**
     * What a key is for is in its last part, which is rarely wrong by more than a letter; where it belongs, before, is what
     * is forgotten or mixed up.
     */
    private static int distance(String from, String to) {
        var fromParts = List.of(from.split("\\."));
        var toParts = List.of(to.split("\\."));
        return LAST_PART * edits(letters(fromParts.getLast()), letters(toParts.getLast()))
                + edits(fromParts.subList(0, fromParts.size() - 1), toParts.subList(0, toParts.size() - 1));
    }

    private static List<Integer> letters(String text) {
        return text.chars().boxed().toList();
    }

    /** Edits from one to the other (Levenshtein). */
    private static int edits(List<?> from, List<?> to) {
        var row = new int[to.size() + 1];
        for (int j = 0; j <= to.size(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.size(); j++) {
                int replaced = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.size()];
    }
}
