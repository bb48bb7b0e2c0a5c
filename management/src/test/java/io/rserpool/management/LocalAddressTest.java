package io.rserpool.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalAddressTest {
    @Test
    void theConfiguredAddressWins() {
        assertThat(LocalAddress.of(Optional.of("127.1.2.3"), "10.0.0.1").getHostAddress())
                .isEqualTo("127.1.2.3");
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
