package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * pip and apt-get, which download from repositories of their own kind: they check what they get, and neither of them may need to ask again.
 * nginx, which serves them, is slow enough to be met in the middle.
 */
@Tag("programs")
class PackagesTest {
    @RegisterExtension
    static final PoolOfPrograms POOL =
            new PoolOfPrograms("packages", 8080, PackagesTest::start).in("http").in("reconnect");

    private static Path wheel;
    private static Path debian;

    private static LocalProcess start(Program.Place place) {
        return Nginx.start(
                place.system(), place.name(), place.address(), place.port(), repository(), place.work(), """
                limit_rate 8m;
                autoindex on;
                types { text/html html; }
                default_type application/octet-stream;
                index index.html;
                """);
    }

    private static Path repository() {
        return POOL.directory().resolve("repository");
    }

    @BeforeAll
    static void write() throws Exception {
        var content = Files.readAllBytes(Downloads.write(POOL.directory().resolve("content"), Downloads.SIZE));
        wheel = writeWheel(content);
        debian = writeDebianPackage(content);
    }

    /** A package of Python, without compression, and the page of its index. */
    private static Path writeWheel(byte[] content) throws Exception {
        var folder = Files.createDirectories(repository().resolve("simple/large"));
        var file = folder.resolve("large-1.0-py3-none-any.whl");
        try (var out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setMethod(ZipOutputStream.STORED);
            store(out, "large.bin", content);
            store(out, "large-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: large\nVersion: 1.0\n");
            store(
                    out,
                    "large-1.0.dist-info/WHEEL",
                    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            store(out, "large-1.0.dist-info/RECORD", "");
        }
        Files.writeString(
                folder.resolve("index.html"),
                "<!DOCTYPE html><html><body><a href=\"%1$s#sha256=%2$s\">%1$s</a></body></html>"
                        .formatted(file.getFileName(), sha256(file)));
        return file;
    }

    private static void store(ZipOutputStream out, String name, String text) throws IOException {
        store(out, name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void store(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTime(0);
        entry.setSize(bytes.length);
        var crc = new CRC32();
        crc.update(bytes);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    /** A package of Debian, without compression, in a repository of one folder. */
    private static Path writeDebianPackage(byte[] content) throws Exception {
        var tree = POOL.directory().resolve("large");
        Files.createDirectories(tree.resolve("DEBIAN"));
        var control = """
                Package: large
                Version: 1.0
                Architecture: all
                Maintainer: Nobody <nobody@example.org>
                Description: a test
                """;
        Files.writeString(tree.resolve("DEBIAN/control"), control);
        Files.write(Files.createDirectories(tree.resolve("usr/share/large")).resolve("content"), content);
        var folder = Files.createDirectories(repository().resolve("debian"));
        var file = folder.resolve("large_1.0_all.deb");
        var build = POOL.client(List.of("dpkg-deb", "-Znone", "--build", tree + "", file + ""));
        assertThat(build.awaitExit(30)).as(build.output()).isZero();
        Files.writeString(
                folder.resolve("Packages"),
                control
                        + "Filename: ./%s\nSize: %d\nSHA256: %s\n"
                                .formatted(file.getFileName(), Files.size(file), sha256(file)));
        return file;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** It asks once: by itself, it would go on by a request of its own, or begin again. */
    private static List<String> pip(String mode, Path to) {
        return List.of(
                "pip3",
                "download",
                "--isolated",
                "--no-cache-dir",
                "--no-deps",
                "--disable-pip-version-check",
                "--retries",
                "0",
                "--index-url",
                POOL.url(mode, "/simple/"),
                "--trusted-host",
                POOL.address(mode),
                "--dest",
                to.toString(),
                "large");
    }

    @ParameterizedTest
    @EnumSource
    void pipGetsItsPackage(Victim victim) throws Exception {
        var to = Files.createDirectories(POOL.directory().resolve("pip-" + victim));
        Downloads.assertSurvives(POOL, victim, pip("http", to), to.resolve(wheel.getFileName()), wheel);
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionPipFails(Victim victim) throws Exception {
        var to = Files.createDirectories(POOL.directory().resolve("pip-cut-" + victim));
        var pip = POOL.client(pip("reconnect", to));
        POOL.killServing(victim, Downloads.DEATH);
        assertThat(pip.awaitExit(60)).as(pip.output()).isNotZero();
    }

    /** apt-get with folders of its own, which knows one repository, and asks the pool for it as its proxy. */
    private LocalProcess apt(Path folder, String mode, String... arguments) throws IOException {
        for (var each :
                List.of("state/lists/partial", "cache/archives/partial", "etc/apt.conf.d", "etc/preferences.d")) {
            Files.createDirectories(folder.resolve(each));
        }
        Files.writeString(folder.resolve("state/status"), "");
        Files.writeString(
                folder.resolve("etc/sources.list"), "deb [trusted=yes] http://packages.example.org/debian/ ./\n");
        var configuration = Files.writeString(folder.resolve("apt.conf"), """
                Dir::State "%1$s/state";
                Dir::State::status "%1$s/state/status";
                Dir::Cache "%1$s/cache";
                Dir::Etc "%1$s/etc";
                Dir::Etc::sourceparts "-";
                Dir::Log "%1$s";
                APT::Sandbox::User "root";
                Acquire::Retries "0";
                Acquire::http::Proxy "%2$s";
                Acquire::Languages "none";
                """.formatted(folder, POOL.url(mode, "/")));
        var command = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec apt-get \"$@\"", folder + ""));
        command.addAll(List.of(arguments));
        return POOL.client(command, Map.of("APT_CONFIG", configuration.toString()));
    }

    @ParameterizedTest
    @EnumSource
    void aptGetsItsPackage(Victim victim) throws Exception {
        var folder = POOL.directory().resolve("apt-" + victim);
        var update = apt(folder, "http", "update");
        assertThat(update.awaitExit(30)).as(update.output()).isZero();
        var before = POOL.failovers();
        var apt = apt(folder, "http", "download", "large");
        POOL.killServing(victim, Downloads.DEATH);
        assertThat(apt.awaitExit(60)).as(apt.output()).isZero();
        assertThat(folder.resolve(debian.getFileName())).hasSameBinaryContentAs(debian);
        assertThat(POOL.failovers()).isGreaterThan(before);
    }
}
