package io.rserpool.operator.registrar;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a registrar's handlespace as it comes, element by element: what it needs is bounded by the pools that are asked for, not by the
 * length of the answer.
 */
final class HandlespaceReader {
    /** Above a million elements. */
    private static final long MAX_BYTES = 256L << 20;

    private static final int MAX_TEXT = 1024;
    private static final int MAX_DEPTH = 16;

    /** Field names are those of strangers, such as registrars' identifiers: none is kept for the next time. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MAX_BYTES)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_TEXT)
                    .maxNestingDepth(MAX_DEPTH)
                    .build())
            .build();

    private static final Comparator<PoolView.Element> BY_IDENTIFIER = Comparator.comparing(PoolView.Element::id)
            .thenComparing(e -> String.valueOf(e.address()))
            .thenComparing(e -> String.valueOf(e.home()));

    private final JsonParser parser;
    private final Set<String> handles;
    private final Map<String, Members> known = new HashMap<>();
    private @Nullable String serverId;
    private boolean ready;
    private int peers;
    private int checksums;
    private int pools;
    private int elements;

    /** What is kept of a pool. */
    private static final class Members {
        private final TreeSet<PoolView.Element> first = new TreeSet<>(BY_IDENTIFIER);
        private int count;

        void add(PoolView.Element element) {
            count++;
            first.add(element);
            if (first.size() > PoolView.MAX_FIRST) {
                first.removeLast();
            }
        }

        PoolView view() {
            return new PoolView(count, first.stream().toList());
        }
    }

    private HandlespaceReader(JsonParser parser, Set<String> handles) {
        this.parser = parser;
        this.handles = handles;
    }

    /**
     * {@return the handlespace}
     *
     * @param handles the pools whose elements are wanted; others are counted
     * @throws IOException if it cannot be read, is no handlespace, or longer than any can be
     */
    static Handlespace read(InputStream body, Set<String> handles) throws IOException {
        try (var parser = JSON.createParser(body)) {
            var reader = new HandlespaceReader(parser, handles);
            reader.expect(parser.nextToken(), JsonToken.START_OBJECT);
            reader.fields(reader::field);
            return reader.result();
        }
    }

    private Handlespace result() {
        return new Handlespace(
                serverId,
                ready,
                peers,
                "0x%08x".formatted(checksums),
                pools,
                elements,
                known.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue()
                        .view())));
    }

    /** Reads a value, of which the parser is at the first token. */
    @FunctionalInterface
    private interface Value {
        void read(String name) throws IOException;
    }

    private void field(String name) throws IOException {
        switch (name) {
            case "serverId" -> serverId = text();
            case "ready" -> ready = parser.getBooleanValue();
            case "peers" ->
                items(() -> {
                    peers++;
                    parser.skipChildren();
                });
            case "checksums" -> objectOrNull(owner -> checksums += owner.hashCode() ^ Objects.hashCode(text()));
            case "pools" -> items(this::pool);
            default -> parser.skipChildren();
        }
    }

    /** The handle may come after the elements. */
    private void pool() throws IOException {
        var handle = new String[1];
        var members = new Members();
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        fields(name -> {
            switch (name) {
                case "handle" -> handle[0] = text();
                case "elements" -> items(() -> members.add(element()));
                default -> parser.skipChildren();
            }
        });
        pools++;
        elements += members.count;
        if (handle[0] != null && handles.contains(handle[0])) {
            known.putIfAbsent(handle[0], members);
        }
    }

    private PoolView.Element element() throws IOException {
        var values = new HashMap<String, String>();
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        fields(name -> {
            switch (name) {
                case "id", "home", "address" -> values.put(name, text());
                default -> parser.skipChildren();
            }
        });
        return new PoolView.Element(String.valueOf(values.get("id")), values.get("home"), values.get("address"));
    }

    private void fields(Value value) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = parser.currentName();
            parser.nextToken();
            value.read(name);
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
    }

    private void objectOrNull(Value value) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            expect(parser.currentToken(), JsonToken.START_OBJECT);
            fields(value);
        }
    }

    /** Reads one item of a list, of which the parser is at the first token. */
    @FunctionalInterface
    private interface Item {
        void read() throws IOException;
    }

    private void items(Item item) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        expect(parser.currentToken(), JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            expectMore();
            item.read();
        }
    }

    private @Nullable String text() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    private void expectMore() throws IOException {
        if (parser.currentToken() == null) {
            throw new IOException("the handlespace ends in the middle of a list");
        }
    }

    private void expect(@Nullable JsonToken token, JsonToken wanted) throws IOException {
        if (token != wanted) {
            throw new IOException("this is no handlespace: %s in the place of %s".formatted(token, wanted));
        }
    }
}
