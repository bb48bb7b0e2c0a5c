package io.rserpool.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with files in src/test/resources/golden. With -Drserpool.update-golden they are written anew, to be read in the diff. */
public final class Golden {
    private static final Path DIRECTORY = Path.of("src/test/resources/golden");

    private Golden() {}

    public static void assertMatches(String file, Object actual) {
        var path = DIRECTORY.resolve(file);
        var yaml = Serialization.asYaml(actual);
        try {
            if (System.getProperty("rserpool.update-golden") != null) {
                Files.createDirectories(DIRECTORY);
                Files.writeString(path, yaml);
            }
            assertThat(yaml).as(file).isEqualTo(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
