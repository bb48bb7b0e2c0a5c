package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nobody is told an address: registrars, elements and users find each other by multicast, in RSPLIB's groups. */
@Tag("interop")
class MulticastTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String ANNOUNCE_GROUP = "239.0.0.50:3863";
    private static final int PORT = 7777;

    @RegisterExtension
    static final Lab LAB = new Lab();

    private final Rsplib rsplib = new Rsplib(LAB, Transport.KERNEL);
    private final Ours ours = new Ours(LAB, Transport.KERNEL);

    @Test
    void everybodyFindsEverybody() {
        var theirs = LAB.host();
        rsplib.multicastRegistrar(theirs);
        var our = LAB.host();
        ours.registrar(
                our,
                Map.of(
                        "rserpool.registrar.enrp-multicast.enabled",
                        "true",
                        "rserpool.registrar.announce.group",
                        ANNOUNCE_GROUP));

        var theirElement = Servers.start(rsplib, LAB, "echo", List.of(), 1).identifiers();
        var host = LAB.host();
        LAB.start(host, "socat", List.of("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "EXEC:cat"), Map.of());
        ours.element(
                host,
                List.of(),
                Map.of(
                        "rserpool.announce.group",
                        ANNOUNCE_GROUP,
                        "rserpool.pe.pools.OurEcho.server",
                        "127.0.0.1:" + PORT,
                        "rserpool.pe.pools.OurEcho.identifier",
                        "0x0a000001"));

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(ours.elementsOf(our, "EchoPool")).isEqualTo(List.copyOf(theirElement));
            assertThat(ours.elementsOf(our, "OurEcho")).containsExactly("0a000001");
        });
        await().atMost(SOON).untilAsserted(() -> {
            var dump = rsplib.dump(LAB.host(), theirs);
            assertThat(dump.elementsOf("EchoPool")).isEqualTo(theirElement);
            assertThat(dump.elementsOf("OurEcho")).isEqualTo(Set.of("0a000001"));
        });
        var terminal = rsplib.terminal(LAB.host(), "OurEcho");
        assertThat(Servers.echo(terminal, "one")).isEqualTo("0a000001");
    }
}
