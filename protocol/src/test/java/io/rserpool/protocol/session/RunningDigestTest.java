package io.rserpool.protocol.session;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RunningDigestTest {
    private static final byte[] BYTES = "123456789".getBytes(US_ASCII);

    private final RunningDigest digest = new RunningDigest();

    @Test
    void ofNothingIsZero() {
        assertThat(digest.value()).isZero();
        assertThat(digest.length()).isZero();
    }

    /** The check values of CRC-32C and CRC-32. */
    @Test
    void isCrc32cAndCrc32() {
        digest.update(ByteBuffer.wrap(BYTES));

        assertThat(digest.value()).isEqualTo(0xe3069283_cbf43926L);
        assertThat(digest.length()).isEqualTo(9);
    }

    @Test
    void doesNotDependOnHowTheBytesArrive() {
        var direct = ByteBuffer.allocateDirect(20).put(BYTES).flip();
        for (var index = 0; index < BYTES.length; index++) {
            digest.update(direct.slice(index, 1));
        }

        assertThat(digest.value()).isEqualTo(0xe3069283_cbf43926L);
    }

    @Test
    void doesNotMoveTheBuffer() {
        var buffer = ByteBuffer.wrap(BYTES).position(3);

        digest.update(buffer);

        assertThat(buffer.position()).isEqualTo(3);
        assertThat(digest.length()).isEqualTo(6);
    }
}
