package io.rserpool.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;

/** The inputs of a fuzz test that are worth keeping, a line of hexadecimal digits each: {@code corpus/NAME.hex}. */
public final class Corpus {
    private Corpus() {}

    public static Stream<byte[]> of(String name) {
        var resource = "/corpus/" + name + ".hex";
        try (var in = Corpus.class.getResourceAsStream(resource)) {
            var text = new String(Objects.requireNonNull(in, "no " + resource).readAllBytes(), US_ASCII);
            return text.lines().map(HexFormat.of()::parseHex);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
