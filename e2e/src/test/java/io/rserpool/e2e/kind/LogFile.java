package io.rserpool.e2e.kind;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.testcontainers.containers.output.OutputFrame;

/** Writes what a container says to a file: of a node that does not come up there is nothing else to look at. */
final class LogFile implements Consumer<OutputFrame> {
    private final Path file;

    /** Empties the file. */
    LogFile(Path file) {
        this.file = file;
        write(new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    }

    @Override
    public void accept(OutputFrame frame) {
        var bytes = frame.getBytes();
        if (bytes != null) {
            write(bytes, StandardOpenOption.APPEND);
        }
    }

    private void write(byte[] bytes, StandardOpenOption how) {
        try {
            Files.write(file, bytes, StandardOpenOption.CREATE, how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
