package io.rserpool.e2e.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.Ports;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The check of all captured packets can fail. */
@Tag("interop")
class CaptureTest {
    @RegisterExtension
    static final Lab LAB = new Lab();

    @Test
    void aMalformedMessageIsNoticed() throws IOException {
        // An ENRP Presence that ends within its PE Checksum.
        var malformed = HexFormat.of().parseHex("01000014" + "00000001" + "00000000" + "000f0006");
        try (var socket = new DatagramSocket()) {
            var to = InetAddress.getByName(LAB.host().address());
            socket.send(new DatagramPacket(malformed, malformed.length, to, Ports.ENRP));
        }
        assertThat(LAB.expectedProblems())
                .anyMatch(problem -> problem.startsWith("Error Malformed, [Malformed Packet: ENRP"));
    }
}
