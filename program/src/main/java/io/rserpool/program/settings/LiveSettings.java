package io.rserpool.program.settings;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows the files of a running program. What is {@linkplain Key#live() live} is applied when it changes; of the rest
 * the log says that it needs a restart. A configuration that is wrong anywhere changes nothing.
 *
 * <p>The files are read again and again: the kubelet replaces a projected file by swapping symbolic links, and a mounted
 * one may be replaced in any way.
 */
public final class LiveSettings implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(LiveSettings.class.getName());
    private static final long INTERVAL_SECONDS = 2;

    /** Told of changes, on a thread of this class. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Some live keys have other values.
         *
         * @param values all that apply now: the live ones of the file, of the others those of the start
         */
        void changed(ConfigValues values);
    }

    /** A key, in one of its instances, that has another value than before. */
    private record Change(Key<?> key, boolean isLive) {}

    private final ConfigReader reader;
    private final KeyTable table;
    private final Listener listener;
    private final ConfigValues started;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("live-settings").unstarted(task));

    private @Nullable String seen;
    private ConfigValues applied;
    private final Set<String> wanting = new HashSet<>();

    /**
     * Does not look yet.
     *
     * @param started what the program started with
     */
    LiveSettings(ConfigReader reader, KeyTable table, ConfigValues started, Listener listener) {
        this.reader = reader;
        this.table = table;
        this.listener = listener;
        this.started = started;
        this.applied = started;
    }

    /**
     * Follows the files of this process, if it has any.
     *
     * @param started what the program started with
     */
    public static LiveSettings follow(KeyTable table, ConfigValues started, Listener listener) {
        var live = new LiveSettings(ConfigReader.ofProcess(), table, started, listener);
        if (!live.reader.files().isEmpty()) {
            live.executor.scheduleWithFixedDelay(live::lookAgain, 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
        }
        return live;
    }

    private void lookAgain() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "configuration could not be followed", e);
        }
    }

    /** Looks whether the files have changed, and applies what can be. */
    void look() {
        var contents = contents();
        if (Objects.equals(contents, seen)) {
            return;
        }
        seen = contents;
        var reading = reader.read(table);
        if (!reading.isGood()) {
            refuse(reading.problems());
            return;
        }
        var changes = changes(reading.values());
        changes.stream().filter(change -> !change.isLive()).forEach(change -> needsRestart(change.key()));
        wanting.retainAll(changes.stream()
                .filter(change -> !change.isLive())
                .map(change -> change.key().name())
                .toList());
        var live = changes.stream().filter(Change::isLive).map(Change::key).toList();
        if (!live.isEmpty()) {
            apply(live, new Mixed(reading.values(), started, table));
        }
    }

    private static void refuse(List<ConfigProblem> problems) {
        problems.forEach(problem -> LOG.log(
                Level.WARNING, "configuration has changed and is wrong, nothing of it is applied: " + problem.line()));
    }

    private void needsRestart(Key<?> key) {
        if (wanting.add(key.name())) {
            LOG.log(Level.WARNING, "configuration has changed: %s needs a restart".formatted(key.name()));
        }
    }

    private void apply(List<? extends Key<?>> live, ConfigValues values) {
        var problems = new ConfigProblems();
        table.check(values, problems);
        if (!problems.list().isEmpty()) {
            refuse(problems.list());
            return;
        }
        live.forEach(key -> LOG.log(
                Level.INFO,
                "configuration has changed: %s=%s is applied (before: %s)"
                        .formatted(
                                key.name(),
                                values.value(key.name())
                                        .map(ConfigValues::inOneLine)
                                        .orElse("default"),
                                applied.value(key.name())
                                        .map(ConfigValues::inOneLine)
                                        .orElse("default"))));
        applied = values;
        listener.changed(values);
    }

    private List<Change> changes(ConfigValues now) {
        var changes = new ArrayList<Change>();
        for (var key : table.keys()) {
            var before = key.isLive() ? applied : started;
            var both = new HashSet<>(key.each(started));
            both.retainAll(key.each(now));
            var all = new HashSet<Key<?>>(key.each(started));
            all.addAll(key.each(now));
            all.stream()
                    .filter(each -> !before.value(each.name()).equals(now.value(each.name())))
                    .forEach(each -> changes.add(new Change(each, key.isLive() && both.contains(each))));
        }
        return changes;
    }

    /** Null if they cannot be read. */
    private @Nullable String contents() {
        var text = new StringBuilder();
        try {
            for (var file : reader.files()) {
                text.append(Files.readString(file)).append('\0');
            }
            return text.toString();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** Live keys as they are now, others as they were at the start. */
    private record Mixed(ConfigValues now, ConfigValues started, KeyTable table) implements ConfigValues {
        @Override
        public Optional<String> value(String name) {
            var isLive = table.keys().stream().anyMatch(key -> key.isLive() && key.matches(name));
            return (isLive ? now : started).value(name);
        }

        @Override
        public Set<String> names() {
            return started.names();
        }
    }
}
