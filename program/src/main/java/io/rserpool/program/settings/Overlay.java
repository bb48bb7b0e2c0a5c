package io.rserpool.program.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Keys that replace single values of a timer profile: one {@link Setting} for each component of a record that users
 * may set. A further timer is a component of the record and a line in the list of settings.
 *
 * @param <T> the record
 */
public final class Overlay<T extends Record> {
    /** The values where nothing is set. */
    @FunctionalInterface
    public interface Profiles<T> {
        T get(TimerProfile profile);
    }

    /** The values of two keys must be in order. */
    private record Order(String smaller, String larger, boolean mayBeEqual) {}

    private final String prefix;
    private final Profiles<T> profiles;
    private final List<Setting> settings;
    private final List<Order> orders;

    /**
     * @param prefix of the keys, with a dot at its end
     * @param profiles the values where nothing is set
     */
    public Overlay(String prefix, Profiles<T> profiles, List<Setting> settings) {
        this(prefix, profiles, settings, List.of());
    }

    private Overlay(String prefix, Profiles<T> profiles, List<Setting> settings, List<Order> orders) {
        this.prefix = prefix;
        this.profiles = profiles;
        this.settings = List.copyOf(settings);
        this.orders = List.copyOf(orders);
    }

    /** Demands that one value is less than another. */
    public Overlay<T> less(String smaller, String larger) {
        return with(new Order(smaller, larger, false));
    }

    /** Demands that one value is not more than another. */
    public Overlay<T> atMost(String smaller, String larger) {
        return with(new Order(smaller, larger, true));
    }

    /** Lets users set one component more. */
    public Overlay<T> with(Setting setting) {
        var more = new ArrayList<>(settings);
        more.add(setting);
        return new Overlay<>(prefix, profiles, more, orders);
    }

    private Overlay<T> with(Order order) {
        var more = new ArrayList<>(orders);
        more.add(order);
        return new Overlay<>(prefix, profiles, settings, more);
    }

    /**
     * The chosen profile with what is set.
     *
     * @throws IllegalArgumentException values that {@link #check} refuses
     */
    @SuppressWarnings("unchecked")
    public T of(ConfigValues values) {
        var replaced = new HashMap<String, Object>();
        for (var setting : settings) {
            written(setting, values)
                    .flatMap(text -> setting.range().parse(text))
                    .ifPresent(value -> replaced.put(setting.component(), value));
        }
        return (T) Records.replace(profiles.get(CommonKeys.TIMER_PROFILE.of(values)), replaced);
    }

    private Optional<String> written(Setting setting, ConfigValues values) {
        return values.value(prefix + setting.key());
    }

    /** What the documentation calls them. */
    String section() {
        return prefix.substring(prefix.lastIndexOf('.', prefix.length() - 2) + 1, prefix.length() - 1);
    }

    /** The keys, whose default is that of each profile. */
    public List<Key<?>> keys() {
        return settings.stream().<Key<?>>map(this::key).toList();
    }

    private Key<?> key(Setting setting) {
        return Key.optional(prefix + setting.key(), setting.range(), fallback(setting), setting.meaning());
    }

    private String fallback(Setting setting) {
        var fast = fallback(setting, TimerProfile.FAST);
        var rsplib = fallback(setting, TimerProfile.RSPLIB);
        var rfc = fallback(setting, TimerProfile.RFC);
        return fast.equals(rsplib) && fast.equals(rfc)
                ? fast
                : "fast %s, rsplib %s, rfc %s".formatted(fast, rsplib, rfc);
    }

    private String fallback(Setting setting, TimerProfile profile) {
        var value = Records.get(profiles.get(profile), setting.component());
        return value instanceof Enum<?> name ? ValueRange.Names.name(name) : String.valueOf(value);
    }

    /** Notes values in the wrong order; each is within its range. */
    void check(ConfigValues values, ConfigProblems problems) {
        orders.forEach(order -> check(order, values, problems));
    }

    private void check(Order order, ConfigValues values, ConfigProblems problems) {
        var smaller = effective(order.smaller(), values);
        var larger = effective(order.larger(), values);
        int compared = compare(smaller, larger);
        if (compared < 0 || (compared == 0 && order.mayBeEqual())) {
            return;
        }
        var or = order.mayBeEqual() ? " or equal to " : " ";
        if (values.value(prefix + order.smaller()).isPresent()) {
            problem(problems, order.smaller(), smaller, "less than" + or, order.larger(), larger);
        } else {
            problem(problems, order.larger(), larger, "more than" + or, order.smaller(), smaller);
        }
    }

    private void problem(
            ConfigProblems problems, String key, Object value, String order, String other, Object otherValue) {
        problems.add(new ConfigProblem(
                prefix + key, value.toString(), "%s%s%s (%s)".formatted(order, prefix, other, otherValue)));
    }

    private Object effective(String key, ConfigValues values) {
        var setting = settings.stream()
                .filter(candidate -> candidate.key().equals(key))
                .findFirst()
                .orElseThrow();
        var profile = profiles.get(CommonKeys.TIMER_PROFILE.of(values));
        return written(setting, values)
                .<Object>flatMap(text -> setting.range().parse(text))
                .orElseGet(() -> Objects.requireNonNull(Records.get(profile, setting.component())));
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object one, Object other) {
        return ((Comparable<Object>) one).compareTo(other);
    }

    /** The components that cannot be set, for tests. */
    public List<String> unsettable() {
        var all = new ArrayList<>(Records.components(profiles.get(TimerProfile.FAST)));
        settings.forEach(setting -> all.remove(setting.component()));
        return List.copyOf(all);
    }
}
