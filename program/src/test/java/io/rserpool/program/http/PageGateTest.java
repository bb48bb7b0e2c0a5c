package io.rserpool.program.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PageGateTest {
    private static final PageGate WITH_TOKEN = PageGate.of(true, Optional.of("secret"));

    private static Caller from(String address, String authorization) {
        return new Caller(
                InetAddress.ofLiteral(address),
                name -> name.equals("Authorization") ? Optional.ofNullable(authorization) : Optional.empty(),
                name -> Optional.empty());
    }

    @Test
    void thisHostAndWhoHasTheTokenAreAdmitted() {
        assertThat(WITH_TOKEN.admits(from("127.0.0.1", null))).isTrue();
        assertThat(WITH_TOKEN.admits(from("::1", null))).isTrue();
        assertThat(WITH_TOKEN.admits(from("10.244.0.9", "Bearer secret"))).isTrue();
        assertThat(WITH_TOKEN.admits(from("10.244.0.9", "bearer  secret"))).isTrue();
    }

    @Test
    void othersAreNot() {
        assertThat(WITH_TOKEN.admits(from("10.244.0.9", null))).isFalse();
        for (var wrong : new String[] {"secret", "Bearer", "Bearer ", "Bearer secre", "Basic secret"}) {
            assertThat(WITH_TOKEN.admits(from("10.244.0.9", wrong))).as(wrong).isFalse();
        }
    }

    @Test
    void withoutATokenItIsThisHostAlone() {
        var gate = PageGate.of(true, Optional.empty());
        assertThat(gate.admits(from("127.3.2.1", null))).isTrue();
        assertThat(gate.admits(from("10.244.0.9", "Bearer secret"))).isFalse();
    }

    @Test
    void whereSecurityIsOffEverybodyIs() {
        assertThat(PageGate.of(false, Optional.empty()).admits(from("10.244.0.9", null)))
                .isTrue();
    }
}
