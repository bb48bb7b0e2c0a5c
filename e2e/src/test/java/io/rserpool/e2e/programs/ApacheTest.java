package io.rserpool.e2e.programs;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Apache httpd: its files, and uploads to it (WebDAV). */
@Tag("programs")
class ApacheTest {
    private static final int UPLOAD = 8 << 20;

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("apache", 8080, ApacheTest::start)
            .in("http", Map.of("journal-limit", "12M"))
            .in("reconnect");

    /** Its workers are nobody's, who may not look into this project's folder. */
    private static final Path PUBLIC = publicFolder();

    private static Path file;

    private static Path publicFolder() {
        try {
            var folder = Files.createTempDirectory("apache");
            return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LocalProcess start(Program.Place place) {
        var configuration = place.work().resolve("httpd.conf");
        try {
            Files.writeString(configuration, """
                    ServerRoot %1$s
                    ServerName localhost
                    PidFile %1$s/httpd.pid
                    DefaultRuntimeDir %1$s
                    ErrorLog /dev/stderr
                    Listen %2$s:%3$d
                    LoadModule mpm_event_module %4$s/mod_mpm_event.so
                    LoadModule authz_core_module %4$s/mod_authz_core.so
                    LoadModule dav_module %4$s/mod_dav.so
                    LoadModule dav_fs_module %4$s/mod_dav_fs.so
                    User #65534
                    Group #65534
                    DocumentRoot %5$s
                    DavLockDB %5$s/lock
                    <Directory %5$s>
                      Dav On
                    </Directory>
                    """.formatted(
                            place.work(), place.address(), place.port(), modules(), folder(place.number())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place.system()
                .start(place.name(), List.of("apache2", "-DFOREGROUND", "-f", configuration.toString()), Map.of());
    }

    private static Path modules() throws IOException {
        for (var folder : System.getenv("PATH").split(":", -1)) {
            var program = Path.of(folder, "apache2");
            if (Files.isExecutable(program)) {
                return program.toRealPath()
                        .resolveSibling("../lib/apache2/modules")
                        .normalize();
            }
        }
        throw new IOException("apache2 is not on the PATH");
    }

    /** The document root of a server. */
    private static Path folder(int number) {
        return PUBLIC.resolve("server-" + number);
    }

    @BeforeAll
    static void write() throws Exception {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            Files.setPosixFilePermissions(
                    Files.createDirectories(folder(number)), PosixFilePermissions.fromString("rwxrwxrwx"));
            file = Downloads.write(folder(number).resolve("file"), Downloads.SIZE);
        }
    }

    @AfterAll
    static void delete() throws IOException {
        try (var all = Files.walk(PUBLIC)) {
            for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfIt(Victim victim) throws Exception {
        var got = POOL.directory().resolve("curl-" + victim);
        Downloads.assertSurvives(POOL, victim, Downloads.curl(POOL.url("http", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void wgetGoesOnWithWhatItHas(Victim victim) throws Exception {
        var got = POOL.directory().resolve("wget-" + victim);
        Files.write(got, Arrays.copyOf(Files.readAllBytes(file), 1_234_567));
        var command = new ArrayList<>(Downloads.wget(POOL.url("http", "/file"), got));
        command.add("--continue");
        Downloads.assertSurvives(POOL, victim, command, got, file);
    }

    @ParameterizedTest
    @EnumSource
    void anUploadArrivesWhole(Victim victim) throws Exception {
        var source = Downloads.write(POOL.directory().resolve("upload"), UPLOAD);
        Uploads.assertArrives(
                POOL, victim, Uploads.curl(source, POOL.url("http", "/upload-" + victim)), source, number -> folder(
                                number)
                        .resolve("upload-" + victim));
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionCurlSaysThatItIsCut(Victim victim) throws Exception {
        var got = POOL.directory().resolve("cut-" + victim);
        Downloads.assertSeenCut(POOL, victim, Downloads.curl(POOL.url("reconnect", "/file"), got), got, file);
    }
}
