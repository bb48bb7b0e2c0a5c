package io.rserpool.pe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the keys of a pool for its cookies. */
final class CookieKeys {
    private static final int MOST = 8;
    private static final int SHORTEST = 16;
    private static final int LONGEST = 1024;

    private CookieKeys() {}

    /**
     * The lines of a file that are not empty.
     *
     * @throws IllegalArgumentException it cannot be read, or holds none, too many, or one that is too short or too long; says nothing of what it holds
     */
    static List<byte[]> read(String path) {
        var keys = lines(path).stream()
                .filter(line -> !line.isEmpty())
                .map(line -> line.getBytes(StandardCharsets.ISO_8859_1))
                .toList();
        if (keys.isEmpty() || keys.size() > MOST) {
            throw new IllegalArgumentException(path + " has " + keys.size() + " keys");
        }
        if (keys.stream().anyMatch(key -> key.length < SHORTEST || key.length > LONGEST)) {
            throw new IllegalArgumentException("a key in " + path + " is too short or too long");
        }
        return keys;
    }

    private static List<String> lines(String path) {
        try {
            var file = Path.of(path);
            if (Files.size(file) > (LONGEST + 2) * MOST) {
                throw new IllegalArgumentException(path + " is too long");
            }
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }
}
