package io.rserpool.program.settings;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys as people read about them: tables in Markdown, and {@code --help}. */
public final class KeyDocument {
    private static final String HEAD = "| key | value | default | meaning |\n|---|---|---|---|\n";
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private KeyDocument() {}

    /**
     * A document with the tables of a program as they must be. They stand between
     * {@code <!-- keys: section -->} and {@code <!-- end of keys -->}.
     *
     * @throws IllegalArgumentException a section of the table is not in the document
     */
    public static String update(String document, KeyTable table) {
        var updated = document;
        for (var section : table.sections().entrySet()) {
            var marked = Pattern.compile(
                            "(<!-- keys: " + Pattern.quote(section.getKey()) + " -->\n).*?(<!-- end of keys -->)",
                            Pattern.DOTALL)
                    .matcher(updated);
            if (!marked.find()) {
                throw new IllegalArgumentException("no place for the keys of section " + section.getKey());
            }
            updated = marked.replaceFirst(
                    "$1" + Matcher.quoteReplacement("\n" + table(section.getValue()) + "\n") + "$2");
        }
        return updated;
    }

    private static String table(List<Key<?>> keys) {
        var text = new StringBuilder(HEAD);
        for (var key : keys) {
            text.append("| `%s` | %s | %s | %s%s |\n"
                    .formatted(
                            key.name(),
                            key.range().allowed().replace("<", "&lt;"),
                            key.fallbackWords().isEmpty() ? "must be set" : key.fallbackWords(),
                            key.isLive() ? "**live:** " : "",
                            key.meaning()));
        }
        return text.toString();
    }

    static String help(Key<?> key) {
        return "\n  %s%s\n      %s %s; %s"
                .formatted(
                        key.name(),
                        key.isLive() ? " *" : "",
                        key.fallbackWords().isEmpty()
                                ? "(must be set)"
                                : "(default: " + plain(key.fallbackWords()) + ")",
                        plain(key.meaning()),
                        key.range().allowed());
    }

    private static String plain(String markdown) {
        return LINK.matcher(markdown).replaceAll("$1").replace("`", "");
    }
}
