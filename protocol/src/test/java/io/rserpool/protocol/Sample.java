package io.rserpool.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** A line of samples/messages.tsv. */
public record Sample(String id, int ppid, String title, String hex) {
    private static final List<Sample> ALL = read();

    /** All samples, or those of one PPID. */
    public static List<Sample> all() {
        return ALL;
    }

    public static List<Sample> of(int ppid) {
        return ALL.stream().filter(sample -> sample.ppid == ppid).toList();
    }

    public static ByteBuffer bytes(String id) {
        return ALL.stream()
                .filter(sample -> sample.id.equals(id))
                .findAny()
                .orElseThrow()
                .bytes();
    }

    public ByteBuffer bytes() {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    @Override
    public String toString() {
        return id + " " + title;
    }

    private static List<Sample> read() {
        try (var in = Sample.class.getResourceAsStream("/samples/messages.tsv")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .skip(1)
                    .map(Sample::parse)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Sample parse(String line) {
        var columns = line.split("\t", -1);
        return new Sample(columns[0], Integer.parseInt(columns[1]), columns[2], columns[4]);
    }
}
