package io.rserpool.operator.injection;

import org.jspecify.annotations.Nullable;

/** Lines of a properties file that say what they are told, whatever that is: no value becomes another key, or the value of another one. */
final class PropertyLines {
    private static final String EXPRESSION = "${";

    private PropertyLines() {}

    static void append(StringBuilder text, String key, @Nullable Object value) {
        text.append(escaped(key, " =:#!"))
                .append('=')
                .append(value(String.valueOf(value)))
                .append('\n');
    }

    /** The sidecars' reader takes dollar signs as they are, unless there is something to be expanded: then a backslash keeps each from that. */
    private static String value(String value) {
        var literal = value.contains(EXPRESSION) ? value.replace("$", "\\$") : value;
        var escaped = escaped(literal, "");
        return escaped.startsWith(" ") ? "\\" + escaped : escaped;
    }

    /** As {@link java.util.Properties#load(java.io.Reader)} reads it. */
    private static String escaped(String text, String besides) {
        var result = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            switch (c) {
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                case '\f' -> result.append("\\f");
                case '\\' -> result.append("\\\\");
                default -> result.append(besides.indexOf(c) < 0 ? "" : "\\").append((char) c);
            }
        });
        return result.toString();
    }
}
