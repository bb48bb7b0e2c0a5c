package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who makes the credentials of a system's programs: {@code scripts/certificate}. */
public final class LocalAuthority {
    /** The scope of the members. */
    public static final String SCOPE = "default";

    private final Path project;
    private final Path script;
    private final Path directory;

    LocalAuthority(Path project, Path directory) {
        this.project = project;
        this.script = project.resolve("scripts/certificate");
        this.directory = directory;
    }

    /** An authority that members of this one do not trust. */
    public LocalAuthority another(String name) {
        return new LocalAuthority(project, directory.resolve(name));
    }

    /** Where credentials are. */
    public Path directory() {
        return directory;
    }

    /** The settings of a program, whose certificate is made. */
    Map<String, String> settings(String module, String name, String address) {
        var member = "rserpool://" + SCOPE + '/';
        return switch (module) {
            case "registrar" -> credentials(name, member + "registrar");
            case "pe-sidecar" -> credentials(name, member + "pool-element?serve=*", address);
            default -> credentials(name, member + "pool-user?use=*");
        };
    }

    /**
     * Makes credentials, or others in their place.
     *
     * @param names as the script takes them
     * @return the keys of a program that has them
     */
    public Map<String, String> credentials(String member, String... names) {
        run(Stream.concat(Stream.of(script.toString(), directory.toString(), member), Stream.of(names))
                .toList());
        return Map.of(
                "rserpool.security.mode", "required",
                "rserpool.security.certificate-file",
                        directory.resolve(member + ".pem").toString(),
                "rserpool.security.key-file", directory.resolve(member + ".key").toString(),
                "rserpool.security.trust-file",
                        directory.resolve("authority.pem").toString());
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(new ArrayList<>(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
