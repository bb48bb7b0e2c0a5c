package io.rserpool.e2e.programs;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A server of the tests' resources, which gets its address and port as arguments. */
record PythonScript(String name) implements Program {
    @Override
    public LocalProcess start(Place place) {
        var script = place.work().resolve(name);
        try (var in = Objects.requireNonNull(PythonScript.class.getResourceAsStream("/programs/" + name), name)) {
            Files.write(script, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place.system()
                .start(place.name(), List.of("python3", script + "", place.address(), "" + place.port()), Map.of());
    }
}
