package io.rserpool.protocol.enrp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The expected values were reproduced with RSPLIB's own code. */
class HandlespaceChecksumTest {
    private final HandlespaceChecksum checksum = new HandlespaceChecksum();

    @Test
    void ofNothing() {
        assertThat(checksum.value()).isEqualTo(0xffff);
    }

    @Test
    void ofElementsThatComeAndGo() {
        checksum.add(PoolHandle.of("EchoPool"), new PeIdentifier(0x12345678));
        assertThat(checksum.value()).isEqualTo(0x29a5);

        checksum.add(PoolHandle.of("Pool-A"), new PeIdentifier(0x9abcdef0));
        assertThat(checksum.value()).isEqualTo(0xc2da);

        checksum.remove(PoolHandle.of("Pool-A"), new PeIdentifier(0x9abcdef0));
        assertThat(checksum.value()).isEqualTo(0x29a5);

        checksum.remove(PoolHandle.of("EchoPool"), new PeIdentifier(0x12345678));
        assertThat(checksum.value()).isEqualTo(0xffff);
    }

    @Test
    void ofHandleWithOddLength() {
        checksum.add(PoolHandle.of("PingPong7"), new PeIdentifier(0x12345678));

        assertThat(checksum.value()).isEqualTo(0xe2ab);
    }

    @Test
    void ofManyElementsInAnyOrder() {
        var random = new Random(5353);
        var identifiers = new ArrayList<PeIdentifier>();
        for (var i = 0; i < 10_000; i++) {
            identifiers.add(PeIdentifier.random(random));
        }
        var backwards = new HandlespaceChecksum();
        var handle = PoolHandle.of(new byte[] {-1, -1, -1});

        identifiers.forEach(identifier -> checksum.add(handle, identifier));
        identifiers.reversed().forEach(identifier -> backwards.add(handle, identifier));
        assertThat(checksum.value()).isEqualTo(backwards.value());

        Collections.shuffle(identifiers, random);
        identifiers.forEach(identifier -> checksum.remove(handle, identifier));
        assertThat(checksum.value()).isEqualTo(0xffff);
    }
}
