package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Memory of a process in bytes, as {@code /proc/PID/smaps_rollup} has it.
 *
 * @param resident RSS: what it shares with others counts fully
 * @param unique USS: what it does not share
 * @param anonymous what no file stands behind: heap, stacks, metaspace, buffers
 */
public record ProcessMemory(long resident, long unique, long anonymous) {
    /** Of several processes. */
    public ProcessMemory plus(ProcessMemory other) {
        return new ProcessMemory(resident + other.resident, unique + other.unique, anonymous + other.anonymous);
    }

    static ProcessMemory of(long pid) {
        long resident = 0;
        long unique = 0;
        long anonymous = 0;
        try {
            for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                switch (line.substring(0, line.indexOf(line.contains(":") ? ':' : ' '))) {
                    case "Rss" -> resident = bytes(line);
                    case "Private_Clean", "Private_Dirty" -> unique += bytes(line);
                    case "Anonymous" -> anonymous = bytes(line);
                    default -> {}
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ProcessMemory(resident, unique, anonymous);
    }

    private static long bytes(String line) {
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
