package io.rserpool.program.settings;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records whose components are named by paths such as {@code outer.inner}. */
final class Records {
    private Records() {}

    /** The component at a path. */
    static @Nullable Object get(Record record, String path) {
        @Nullable Object value = record;
        for (var name : path.split("\\.")) {
            if (!(value instanceof Record outer)) {
                throw new IllegalArgumentException("no component " + path + " in " + record.getClass());
            }
            value = get(outer, component(outer, name));
        }
        return value;
    }

    /** All paths to components that are no records themselves. */
    static List<String> components(Record record) {
        var paths = new ArrayList<String>();
        for (var component : record.getClass().getRecordComponents()) {
            if (get(record, component) instanceof Record inner) {
                components(inner).forEach(path -> paths.add(component.getName() + "." + path));
            } else {
                paths.add(component.getName());
            }
        }
        return paths;
    }

    /**
     * A copy with other components, all replaced at once since constructors check how they go together.
     *
     * @param replaced by path
     * @throws IllegalArgumentException the constructor does not take them
     */
    static Record replace(Record record, Map<String, Object> replaced) {
        return replaced.isEmpty() ? record : replace(record, replaced, "");
    }

    private static Record replace(Record record, Map<String, Object> replaced, String prefix) {
        var components = record.getClass().getRecordComponents();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            var path = prefix + components[i].getName();
            var old = get(record, components[i]);
            var value = old instanceof Record inner ? replace(inner, replaced, path + ".") : old;
            values[i] = replaced.getOrDefault(path, value);
        }
        return make(record.getClass(), components, values);
    }

    private static Record make(Class<? extends Record> type, RecordComponent[] components, @Nullable Object[] values) {
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(
                    e.getCause() instanceof IllegalArgumentException refused ? refused.getMessage() : e.toString(), e);
        }
    }

    private static RecordComponent component(Record record, String name) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .filter(component -> component.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component " + name + " in " + record.getClass()));
    }

    private static @Nullable Object get(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("component " + component + " cannot be read", e);
        }
    }
}
