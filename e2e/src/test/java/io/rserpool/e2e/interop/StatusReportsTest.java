package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.csp.StatusReportCodec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RSPLIB's monitor shows our programs beside RSPLIB's. */
@Tag("interop")
class StatusReportsTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Transport TRANSPORT = Transport.KERNEL;
    private static final String ELEMENT = "0a000001";
    private static final int PORT = 7777;

    /** {@code PR $1234abcd [host: 10.231.10.2:3863] U=00:00:05 l=0.1s A=1 "status"}, then {@code -> PR $5678abcd ENRP/SCTP}. */
    private static final String SHOWN =
            "(?s).*\n%s \\[[^\n]*\\b%s\\b[^\n]*] +U=[\\d:]{8} [^\n]* A=1 [^\n]*\"%s\"\\s+-> %s %s/SCTP.*";

    @RegisterExtension
    static final Lab LAB = new Lab();

    private final Rsplib rsplib = new Rsplib(LAB, TRANSPORT);
    private final Ours ours = new Ours(LAB, TRANSPORT);
    private final LabHost observer = LAB.host();
    private final Monitor monitor = Monitor.start(LAB, observer);

    private Map<String, String> reporting(Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.put("rserpool.csp.server", observer.at(StatusReportCodec.PORT));
        all.put("rserpool.csp.interval", "PT0.5S");
        return all;
    }

    private void awaitShown(String component, LabHost host, String status, String associated, String protocol) {
        var pattern = SHOWN.formatted(
                Pattern.quote(component), Pattern.quote(host.address()), status, Pattern.quote(associated), protocol);
        await().atMost(SOON).untilAsserted(() -> assertThat(monitor.screen()).matches(pattern));
    }

    @Test
    void theMonitorShowsOursLikeTheirs() {
        var one = LAB.host();
        var two = LAB.host();
        var theirs = rsplib.reportingRegistrar(one, observer, two);
        var our = ours.registrar(two, reporting(Map.of("rserpool.registrar.peers", one.at(Ports.ENRP))));
        Servers.start(rsplib, LAB, "echo", List.of(two), 1, Rsplib.reports(observer));
        var host = LAB.host();
        LAB.start(host, "socat", List.of("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "EXEC:cat"), Map.of());
        ours.element(
                host,
                List.of(two),
                reporting(Map.of(
                        "rserpool.pe.pools.OurEcho.server",
                        "127.0.0.1:" + PORT,
                        "rserpool.pe.pools.OurEcho.identifier",
                        "0x" + ELEMENT)));

        var theirId = "PR $" + Rsplib.serverId(theirs);
        var ourId = "PR $" + ours.serverId(two);
        awaitShown(theirId, one, "2\\[0\\] PEs in 2 Pools, 1 Peer", ourId, "ENRP");
        awaitShown(ourId, two, "2\\[2\\] PEs in 2 Pools, 1 Peer", theirId, "ENRP");
        awaitShown("PE $" + ELEMENT, host, "OurEcho: 0 Sessions", ourId, "ASAP");
        assertThat(monitor.screen()).contains("2 PRs, 2 PEs");
        var own = "componentstatusprotocol and ip.src == " + two.address();
        assertThat(LAB.capture().packets(own, "componentstatusprotocol.componentstatusreport_status"))
                .contains("2[2] PEs in 2 Pools, 1 Peer");

        our.terminate();

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(monitor.screen()).contains("1 PRs").doesNotContain("\n" + ourId));
    }
}
