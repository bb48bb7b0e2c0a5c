package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our registrars and RSPLIB's in one operation scope; the elements are RSPLIB's. */
@Tag("interop")
class MixedRegistrarsTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Transport TRANSPORT = Transport.KERNEL;
    private static final String POOL = "EchoPool";

    @RegisterExtension
    static final Lab LAB = new Lab();

    private final Rsplib rsplib = new Rsplib(LAB, TRANSPORT);
    private final Ours ours = new Ours(LAB, TRANSPORT);
    private final LabHost one = LAB.host();
    private final LabHost two = LAB.host();
    private final LabHost three = LAB.host();

    private Servers servers(int count, LabHost home, String... options) {
        return Servers.start(rsplib, LAB, "echo", List.of(home), count, options);
    }

    /** Waits until one of our registrars knows exactly these elements. */
    private void awaitOurs(LabHost registrar, Set<String> elements) {
        await().atMost(SOON).untilAsserted(() -> assertThat(new HashSet<>(ours.elementsOf(registrar, POOL)))
                .isEqualTo(elements));
    }

    /** Waits until one of RSPLIB's registrars knows exactly these elements. */
    private void awaitTheirs(LabHost registrar, Set<String> elements) {
        var observer = LAB.host();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rsplib.dump(observer, registrar).elementsOf(POOL))
                        .isEqualTo(elements));
    }

    @Test
    void handlespacesAreDownloadedBothWays() {
        rsplib.registrar(one, two, three);
        var servers = servers(3, one);
        awaitTheirs(one, servers.identifiers());

        ours.registrar(two, one, three);
        awaitOurs(two, servers.identifiers());

        rsplib.registrar(three, one, two);
        awaitTheirs(three, servers.identifiers());
    }

    @Test
    void copiesAgreeAfterElementsCameAndWent() {
        var theirs = rsplib.registrar(one, two, three);
        ours.registrar(two, one, three);
        ours.registrar(three, one, two);
        var stayAtTheirs = servers(2, one);
        var stayAtOurs = servers(2, two);
        var comeAndGo =
                List.of(servers(3, one, "-uptime=1", "-downtime=0.5"), servers(3, three, "-uptime=1", "-downtime=0.5"));
        var filter = "enrp.message_type == 0x04";
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> LAB.capture().packets(filter, "ip.src").size() > 60);
        comeAndGo.forEach(servers -> servers.identifiers().forEach(servers::kill));

        var stayed = new HashSet<>(stayAtTheirs.identifiers());
        stayed.addAll(stayAtOurs.identifiers());
        awaitOurs(two, stayed);
        awaitOurs(three, stayed);
        awaitTheirs(one, stayed);
        assertThat(ours.checksums(three)).isEqualTo(ours.checksums(two));
        var own = "enrp.message_type == 0x01 and ip.src == " + one.address();
        assertThat(LAB.capture().packets(own, "enrp.pe_checksum").getLast())
                .endsWith(ours.checksums(two).get(Rsplib.serverId(theirs)));
    }

    @Test
    void anElementThatFallsSilentVanishesEverywhere() {
        rsplib.registrar(one, two);
        ours.registrar(two, one);
        var servers = servers(2, two);
        awaitTheirs(one, servers.identifiers());
        var silent = servers.identifiers().iterator().next();

        servers.host(silent).disconnect();

        var others = new HashSet<>(servers.identifiers());
        others.remove(silent);
        awaitOurs(two, others);
        awaitTheirs(one, others);
    }

    @Test
    void oursTakeOverElementsOfTheirs() {
        var dead = rsplib.registrar(one, two, three);
        ours.registrar(two, one, three);
        ours.registrar(three, one, two);
        // They know no other registrar, and register every 2 s.
        var servers = servers(2, one, "-rereginterval=2000");
        awaitOurs(two, servers.identifiers());
        awaitOurs(three, servers.identifiers());

        dead.kill();

        var living = Set.of(ours.serverId(two), ours.serverId(three));
        await().atMost(SOON).untilAsserted(() -> {
            var homes = ours.elements(two).toList();
            assertThat(homes).hasSize(2).allMatch(element -> living.contains(element.home()));
            assertThat(ours.elements(three)).containsExactlyInAnyOrderElementsOf(homes);
        });
        // The elements have accepted it: they register at their new home.
        var newHome = ours.elements(two).findFirst().orElseThrow().home().equals(ours.serverId(two)) ? two : three;
        var registrations = "asap.message_type == 0x01 and ip.dst == " + newHome.address();
        await().atMost(SOON)
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> LAB.capture().packets(registrations, "ip.src").stream()
                                .distinct()
                                .count()
                        == 2);
    }

    @Test
    void theirsTakeOverElementsOfOurs() {
        var first = rsplib.registrar(one, two, three);
        var second = rsplib.registrar(two, one, three);
        var dead = ours.registrar(three, one, two);
        var target = ours.serverId(three);
        var servers = servers(2, three);
        awaitOurs(three, servers.identifiers());

        dead.kill();

        var completed = "Takeover of peer $" + target + " completed";
        await().atMost(SOON).until(() -> List.of(first, second).stream()
                .anyMatch(registrar -> Rsplib.text(registrar).contains(completed)));
        var living = Set.of(Rsplib.serverId(first), Rsplib.serverId(second));
        var observer = LAB.host();
        for (var registrar : List.of(one, two)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(
                            rsplib.dump(observer, registrar).elements())
                    .hasSize(2)
                    .allMatch(element -> living.contains(element.home())));
        }
    }
}
