package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Who makes the credentials of a system's programs: {@code scripts/certificate}. */
public final class LocalAuthority {
    /** The scope of the members. */
    public static final String SCOPE = "default";

    private final Path script;
    private final Path directory;

    /** Names of each member, as the script takes them. */
    private final Map<String, String[]> members = new LinkedHashMap<>();

    LocalAuthority(Path script, Path directory) {
        this.script = script;
        this.directory = directory;
    }

    /** {@return an authority that members of this one do not trust} */
    public LocalAuthority another(String name) {
        return new LocalAuthority(script, directory.resolve(name));
    }

    /** Where credentials are. */
    public Path directory() {
        return directory;
    }

    private Path certificate() {
        return directory.resolve("authority.pem");
    }

    /** What members trust: this authority, until {@link #trust} says otherwise. */
    private Path trusted() {
        return directory.resolve("trusted.pem");
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
        make(member, names);
        if (!Files.exists(trusted())) {
            trust(this);
        }
        return Map.of(
                "rserpool.security.mode", "required",
                "rserpool.security.certificate-file",
                        directory.resolve(member + ".pem").toString(),
                "rserpool.security.key-file", directory.resolve(member + ".key").toString(),
                "rserpool.security.trust-file", trusted().toString());
    }

    /** Each member gets credentials of another authority in the place of its own. */
    public void replaceAllBy(LocalAuthority other) {
        members.forEach((member, names) -> {
            other.make(member, names);
            for (var suffix : List.of(".key", ".pem")) {
                move(other.directory.resolve(member + suffix), directory.resolve(member + suffix));
            }
        });
    }

    /** From now on members trust these and no others. */
    public void trust(LocalAuthority... authorities) {
        try {
            var certificates = new StringBuilder();
            for (var authority : authorities) {
                certificates.append(Files.readString(authority.certificate()));
            }
            move(Files.writeString(directory.resolve("trusted.new"), certificates), trusted());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void make(String member, String... names) {
        members.put(member, names);
        run(Stream.concat(Stream.of(script.toString(), directory.toString(), member), Stream.of(names))
                .toList());
    }

    /** Programs read the file as a whole: the former one or this. */
    private static void move(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
