package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.session.SessionLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    @ParameterizedTest
    @CsvSource({
        "registrars,registrars,3863",
        "registrars:4000,registrars,4000",
        "10.0.0.1:4000,10.0.0.1,4000",
        "fd00::1,fd00::1,3863",
        "[fd00::1]:4000,fd00::1,4000",
        "[fd00::1],fd00::1,3863"
    })
    void readsRegistrarAddresses(String text, String host, int port) {
        assertThat(RegistrarAddress.parse(text)).isEqualTo(new RegistrarAddress(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":3863", "host:0", "host:65536", "host:x", "host:", "a,,b"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> RegistrarAddress.parseList(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timerProfilesHaveNames() {
        assertThat(AsapTimers.profile("fast")).isSameAs(AsapTimers.FAST);
        assertThat(AsapTimers.profile("RFC").wireLife()).isEqualTo(630);
        assertThat(AsapTimers.profile("rsplib").wireLife()).isEqualTo(90_000);
        assertThatThrownBy(() -> AsapTimers.profile("slow")).hasMessageContaining("fast, rsplib and rfc");
    }

    @Test
    void limitsHaveRanges() {
        assertThatThrownBy(() -> new SessionLimits(1000, 10)).hasMessageContaining("64 KiB to 16 MiB");
        assertThatThrownBy(() -> new SessionLimits(1 << 20, 0)).hasMessageContaining("1..4095");
    }
}
