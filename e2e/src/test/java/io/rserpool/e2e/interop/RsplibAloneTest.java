package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.protocol.Ports;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RSPLIB without us: shows that the lab and its checks tell right from wrong. */
@Tag("interop")
class RsplibAloneTest {
    private static final String POOL = "EchoPool";

    @RegisterExtension
    final Lab lab = new Lab();

    private final Rsplib rsplib = new Rsplib(lab);

    @Test
    void itsTerminalGoesToItsSecondServerWhenTheFirstIsKilled() {
        var registrar = lab.host();
        rsplib.registrar(registrar);
        var servers = Servers.start(rsplib, lab, "echo", List.of(registrar), 2);
        var observer = lab.host();
        await().until(() -> rsplib.dump(observer, registrar).elementsOf(POOL).size() == 2);

        var terminal = rsplib.terminal(lab.host(), POOL, registrar);
        var first = Servers.echo(terminal, "one");
        servers.kill(first);
        var second = Servers.echo(terminal, "two");

        assertThat(second).isNotEqualTo(first);
        assertThat(rsplib.dump(observer, registrar).elementsOf(POOL)).isEqualTo(Set.of(second));
        assertThat(lab.stop().packets("asap.message_type == 0x01", "ip.src")).isNotEmpty();
    }

    @Test
    void aMalformedMessageIsNoticed() throws IOException {
        // An ENRP Presence that ends within its PE Checksum.
        var malformed = HexFormat.of().parseHex("01000014" + "00000001" + "00000000" + "000f0006");
        try (var socket = new DatagramSocket()) {
            var to = InetAddress.getByName(lab.host().address());
            socket.send(new DatagramPacket(malformed, malformed.length, to, Ports.ENRP));
        }
        assertThat(lab.expectedProblems())
                .anyMatch(problem -> problem.startsWith("Error Malformed, [Malformed Packet: ENRP"));
    }
}
