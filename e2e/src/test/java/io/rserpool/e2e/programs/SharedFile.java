package io.rserpool.e2e.programs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;

/** Files that all servers of a pool have. */
final class SharedFile {
    /** So that servers that make an ETag of it make the same. */
    private static final FileTime CHANGED = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    private SharedFile() {}

    /** Writes random bytes, the same in each run. */
    static Path write(Path file, int size) throws IOException {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Files.createDirectories(file.getParent());
        return Files.setLastModifiedTime(Files.write(file, bytes), CHANGED);
    }
}
