package io.rserpool.pe;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.program.http.Caller;
import io.rserpool.simulation.network.VirtualEventLoop;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrainGateTest {
    private static Caller from(String address, String token) {
        return new Caller(
                InetAddress.ofLiteral(address),
                name -> name.equals(DrainGate.HEADER) ? Optional.ofNullable(token) : Optional.empty(),
                name -> Optional.empty());
    }

    @Test
    void onlyThisHostAndWhoHasTheTokenAreAdmitted() {
        var gate = new DrainGate(Optional.of("secret"), new VirtualEventLoop());
        assertThat(gate.admits(from("127.0.0.1", null))).isTrue();
        assertThat(gate.admits(from("::1", null))).isTrue();
        assertThat(gate.admits(from("::ffff:127.0.0.1", null))).isTrue();
        assertThat(gate.admits(from("10.244.0.1", "secret"))).isTrue();
        assertThat(gate.admits(from("10.244.0.9", null))).isFalse();
        assertThat(gate.admits(from("10.244.0.9", "secre"))).isFalse();
        assertThat(gate.admits(from("10.244.0.9", ""))).isFalse();
        assertThat(gate.refused().sum()).isEqualTo(3);
    }

    @Test
    void withoutATokenNobodyElseIs() {
        var gate = new DrainGate(Optional.empty(), new VirtualEventLoop());
        assertThat(gate.admits(from("127.3.2.1", null))).isTrue();
        assertThat(gate.admits(from("10.244.0.9", "none"))).isFalse();
    }
}
