package io.rserpool.e2e.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.load.Wrk;
import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** nginx and its files, whose strong ETags let a download go on by its bytes; and uploads to it. */
@Tag("programs")
class NginxTest {
    private static final int PARALLEL = 6;
    private static final int PART = 8 << 20;

    /** Bytes of a request that are kept to be sent again. */
    private static final int KEPT = 12 << 20;

    private static final int UPLOAD = 8 << 20;

    private static final int SMALL = 200;
    private static final int CONNECTIONS = 16;
    private static final Duration LOAD = Duration.ofSeconds(3);

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("nginx", 8080, NginxTest::start)
            .in("http", Map.of("journal-limit", "" + KEPT))
            .in("reconnect");

    private static Path file;
    private static Path small;

    private static LocalProcess start(Program.Place place) {
        return Nginx.start(
                place.system(),
                place.name(),
                place.address(),
                place.port(),
                place.work().resolveSibling("files"),
                place.work(),
                """
                access_log %1$s/access.log;
                gzip on;
                gzip_types *;
                gzip_comp_level 1;
                gzip_http_version 1.0;
                location /upload/ {
                  root %1$s;
                  dav_methods PUT;
                  create_full_put_path on;
                  client_max_body_size 100m;
                }
                """.formatted(place.work()));
    }

    @BeforeAll
    static void write() throws Exception {
        file = Downloads.write(file("file"), Downloads.SIZE);
        small = Downloads.write(file("small"), SMALL);
        for (int part = 0; part < PARALLEL; part++) {
            Downloads.write(file("part-" + part), PART + part);
        }
    }

    private static Path file(String name) {
        return POOL.directory().resolve("files").resolve(name);
    }

    private static Path got(String name, Victim victim) {
        return POOL.directory().resolve(name + '-' + victim);
    }

    /** What nginx has answered, as its access log tells: the status of each request. */
    private static List<String> statuses(int number) throws Exception {
        try (var lines = Files.lines(POOL.directory().resolve("server-" + number + "/access.log"))) {
            return lines.map(line -> line.replaceAll(".*\" (\\d{3}) .*", "$1")).toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfItByItsBytes(Victim victim) throws Exception {
        var got = got("curl", victim);
        var before = List.of(partial(1), partial(2));
        Downloads.assertSurvives(POOL, victim, Downloads.curl(POOL.url("http", "/file"), got), got, file);
        assertThat(List.of(partial(1), partial(2)))
                .as("answers 206 of the servers")
                .isNotEqualTo(before);
    }

    /** Its parent lives on and starts another worker: only the response, which is too short, tells of the death. */
    @Test
    void curlGetsAllOfItThoughOnlyAWorkerDies() throws Exception {
        var got = POOL.directory().resolve("curl-worker");
        var before = POOL.failovers();
        var curl = POOL.client(Downloads.curl(POOL.url("http", "/file"), got));
        var parent = POOL.server(POOL.serving(Downloads.DEATH));
        ProcessHandle.of(parent.pid()).orElseThrow().children().forEach(ProcessHandle::destroyForcibly);
        assertThat(curl.awaitExit(60)).as(curl.output()).isZero();
        assertThat(got).hasSameBinaryContentAs(file);
        assertThat(POOL.failovers()).isGreaterThan(before);
        assertThat(parent.isAlive()).isTrue();
    }

    private static long partial(int number) throws Exception {
        return statuses(number).stream().filter("206"::equals).count();
    }

    @ParameterizedTest
    @EnumSource
    void wgetGetsAllOfIt(Victim victim) throws Exception {
        var got = got("wget", victim);
        Downloads.assertSurvives(POOL, victim, Downloads.wget(POOL.url("http", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void curlGoesOnWithWhatItHas(Victim victim) throws Exception {
        var got = got("resumed", victim);
        Files.write(got, Arrays.copyOf(Files.readAllBytes(file), 1_234_567));
        var command = new ArrayList<>(Downloads.curl(POOL.url("http", "/file"), got));
        command.addAll(List.of("-C", "-"));
        Downloads.assertSurvives(POOL, victim, command, got, file);
    }

    /** It is compressed anew each time: chunked, and with an ETag that says nothing of its bytes. */
    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfItCompressed(Victim victim) throws Exception {
        var got = got("compressed", victim);
        var command = new ArrayList<>(Downloads.curl(POOL.url("http", "/file"), got));
        command.add("--compressed");
        Downloads.assertSurvives(POOL, victim, command, got, file);
    }

    /** HTTP/1.0 says neither length nor chunks of what is compressed: only the end of the connection ends it. */
    @ParameterizedTest
    @EnumSource
    void curlGetsAllOfItThatEndsWithItsConnection(Victim victim) throws Exception {
        var got = got("until-close", victim);
        var command = new ArrayList<>(Downloads.curl(POOL.url("http", "/file"), got));
        command.addAll(List.of("--http1.0", "--compressed", "-D", "" + got("head", victim)));
        Downloads.assertSurvives(POOL, victim, command, got, file);
        assertThat(got("head", victim)).content().doesNotContainIgnoringCase("content-length", "chunked");
    }

    @ParameterizedTest
    @EnumSource
    void curlGetsManyInParallel(Victim victim) throws Exception {
        var command = new ArrayList<>(List.of("curl", "-sS", "--fail", "--parallel", "--limit-rate", "4M"));
        for (int part = 0; part < PARALLEL; part++) {
            command.addAll(List.of("-o", "" + got("part-" + part, victim), POOL.url("http", "/part-" + part)));
        }
        var before = POOL.failovers();
        var curl = POOL.client(command);
        POOL.killServing(victim, PART / 8);
        assertThat(curl.awaitExit(60)).as(curl.output()).isZero();
        for (int part = 0; part < PARALLEL; part++) {
            assertThat(got("part-" + part, victim)).hasSameBinaryContentAs(file("part-" + part));
        }
        assertThat(POOL.failovers()).isGreaterThan(before);
    }

    @ParameterizedTest
    @EnumSource
    void withoutProtectionCurlSaysThatItIsCut(Victim victim) throws Exception {
        var got = got("cut", victim);
        Downloads.assertSeenCut(POOL, victim, Downloads.curl(POOL.url("reconnect", "/file"), got), got, file);
    }

    @ParameterizedTest
    @EnumSource
    void anUploadArrivesWhole(Victim victim) throws Exception {
        var source = Downloads.write(file("upload"), UPLOAD);
        Uploads.assertArrives(
                POOL,
                victim,
                Uploads.curl(source, POOL.url("http", "/upload/" + victim)),
                source,
                number -> POOL.directory().resolve("server-" + number + "/upload/" + victim));
    }

    @ParameterizedTest
    @EnumSource
    void anUploadThatIsMoreThanIsKeptIsSeenToFail(Victim victim) throws Exception {
        Uploads.assertSeenToFail(
                POOL, victim, Uploads.curl(file, POOL.url("http", "/upload/large-" + victim)), KEPT + (1 << 20));
    }

    @ParameterizedTest
    @EnumSource
    void wrkGetsEveryAnswer(Victim victim) throws Exception {
        var work = Files.createDirectories(got("wrk", victim));
        var wrk = CompletableFuture.supplyAsync(() -> {
            try {
                return Wrk.check(POOL.url("http", "/small"), CONNECTIONS, LOAD, small, work);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        POOL.killServing(victim, 100 * SMALL);
        var result = wrk.get();
        System.out.println("  " + result);
        assertThat(result.errors()).isZero();
        assertThat(result.requestsPerSecond()).isPositive();
    }
}
