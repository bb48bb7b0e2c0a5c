package io.rserpool.e2e.load.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.LoadLength;
import io.rserpool.e2e.local.LocalProcess;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What one host can send to a registrar, and open there: others do not notice. */
@Tag("load")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Floods {
    /** Ten seconds of 20,000. */
    static final int DATAGRAMS = 200_000;

    /** More than any bound; all of them with {@code --times 16}. */
    static final int ASSOCIATIONS = Math.min(31_000, LoadLength.count(2_000));

    /** {@code rserpool.registrar.limits.associations-per-address}. */
    static final int MOST_ASSOCIATIONS = 1_000;

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int FLOODER = 66;
    private static final int FIRST_STORM = 100;

    final FloodedSystem system;
    private final List<LocalProcess> storms = new ArrayList<>();
    private int stormHost = FIRST_STORM;

    Floods(boolean secured) {
        system = new FloodedSystem(secured);
    }

    /** What connections a storm still has are not the next one's. */
    @AfterEach
    void endStorms() {
        storms.forEach(LocalProcess::kill);
        storms.clear();
        stormHost++;
    }

    @AfterAll
    void close() {
        system.close();
    }

    void flood(String what, IntFunction<byte[]> datagrams) throws Exception {
        system.unharmedBy(what, () -> {
            var took = new Flood(system.host(FLOODER), system.registrar(), datagrams, LoadLength.count(DATAGRAMS))
                    .start()
                    .get();
            System.out.printf("  sent in %.1f s%n", took);
        });
    }

    @Test
    void initsKeepNobodyOut() throws Exception {
        flood("INITs", i -> Inits.init(1 + i % 0xffff, 1 + i));
    }

    /** A program that opens them, from one address. */
    LocalProcess storm(String ports, int count, List<Path> credentials) {
        var registrar = system.registrar();
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Storm.classPath(),
                Storm.class.getName(),
                stormHost().getHostAddress(),
                registrar.getAddress().getHostAddress(),
                Integer.toString(registrar.getPort()),
                Integer.toString(count),
                ports));
        credentials.forEach(file -> command.add(file.toString()));
        var storm = system.local().start("storm-" + System.nanoTime(), command, Map.of());
        storms.add(storm);
        return storm;
    }

    /** Where those of this test are. */
    InetAddress stormHost() {
        return system.host(stormHost);
    }

    /** Those of this test. */
    List<LocalProcess> storms() {
        return storms;
    }

    /** Waits until it has tried as often as it was to. */
    static void awaitTried(LocalProcess storm, int count) {
        await().atMost(PATIENCE).until(() -> {
            assertThat(storm.isAlive()).isTrue();
            return storm.output().contains("tried " + count + ',');
        });
        System.out.println("  " + storm.output().lines().reduce("", (before, line) -> line));
    }

    /** Ends it, in order. */
    static void end(LocalProcess storm) throws Exception {
        storm.enter("");
        assertThat(storm.awaitExit(60)).isZero();
    }

    double associations() {
        return system.metric("rserpool_registrar_associations", "asap");
    }

    /** Others than it have few: the elements, users as they come and go. */
    void assertBounded(double associations, double before) {
        assertThat(associations).isBetween((double) MOST_ASSOCIATIONS, before + MOST_ASSOCIATIONS + 5);
    }

    void associationsAreBounded(List<Path> credentials) throws Exception {
        double before = associations();
        system.unharmedBy("associations without end", () -> {
            var storm = storm("one", ASSOCIATIONS, credentials);
            awaitTried(storm, ASSOCIATIONS);
            await().atMost(PATIENCE).untilAsserted(() -> assertBounded(associations(), before));
            end(storm);
            await().atMost(PATIENCE).until(() -> associations() <= before + 5);
        });
    }
}
