package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What whoever listens to the network between the programs of a scope reads. Packets stay in {@code target/secrecy}. */
@Tag("secrecy")
class WireTest {
    /** So many packets are at least on each way that is looked at. */
    private static final int SOME = 10;

    private static Path directory(String name) {
        return Path.of("e2e/target/secrecy/" + name + "/" + System.nanoTime()).toAbsolutePath();
    }

    private static List<Canary> found(List<Canary> canaries, List<Packet> packets) {
        return canaries.stream()
                .filter(canary -> packets.stream().anyMatch(packet -> canary.isIn(packet.bytes())))
                .toList();
    }

    private static void assertTraffic(WholeRun run) {
        assertThat(run.reports()).hasSizeGreaterThan(SOME);
        assertThat(run.betweenRegistrars()).hasSizeGreaterThan(SOME);
        assertThat(run.overTcp()).hasSizeGreaterThan(SOME);
        assertThat(run.ofElementsAndUser()).hasSizeGreaterThan(SOME);
    }

    @Test
    void whereSecurityIsRequiredNothingIsRead() throws Exception {
        var run = WholeRun.of(directory("required"), true);
        assertTraffic(run);
        assertThat(found(run.canaries(), run.packets())).isEmpty();
    }

    /** The search finds what is there: handles wherever they are told, sessions and their cookies. */
    @Test
    void whereItIsOffEverythingIs() throws Exception {
        var run = WholeRun.of(directory("off"), false);
        assertTraffic(run);
        assertThat(found(List.of(run.handle()), run.betweenRegistrars())).isNotEmpty();
        assertThat(found(List.of(run.handle()), run.overTcp())).isNotEmpty();
        assertThat(found(List.of(run.handle()), run.reports())).isNotEmpty();
        assertThat(found(run.ofSessions(), run.ofElementsAndUser())).isEqualTo(run.ofSessions());
    }
}
