package io.rserpool.program.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalAddressTest {
    @Test
    void theConfiguredAddressWins() {
        assertThat(LocalAddress.of(Optional.of(InetAddress.ofLiteral("127.1.2.3")), "10.0.0.1")
                        .getHostAddress())
                .isEqualTo("127.1.2.3");
    }

    @Test
    void severalMayBeConfigured() {
        assertThat(LocalAddress.all(
                        Optional.of(List.of(InetAddress.ofLiteral("127.1.2.3"), InetAddress.ofLiteral("::1"))),
                        Optional.empty()))
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.1.2.3", "0:0:0:0:0:0:0:1");
        assertThat(LocalAddress.all(Optional.empty(), Optional.of(InetAddress.ofLiteral("127.1.2.3"))))
                .containsExactly(InetAddress.ofLiteral("127.1.2.3"));
    }

    @Test
    void thenThePods() {
        assertThat(LocalAddress.of(Optional.empty(), "10.0.0.1").getHostAddress())
                .isEqualTo("10.0.0.1");
    }

    @Test
    void elseSomeAddressOfThisHost() {
        var address = LocalAddress.of(Optional.empty(), null);
        assertThat(address.isAnyLocalAddress()).isFalse();
    }
}
