package io.rserpool.transport.sctp.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.system.Errno;
import org.junit.jupiter.api.Test;

class SendErrorTest {
    @Test
    void onlyWhatPassesIsWaitedFor() {
        assertThat(SendError.of(Errno.EAGAIN)).isEqualTo(SendError.FULL);
        assertThat(SendError.of(Errno.ENOBUFS)).isEqualTo(SendError.SHORTAGE);
        assertThat(SendError.of(Errno.ENOMEM)).isEqualTo(SendError.SHORTAGE);
        assertThat(SendError.of(Errno.EINTR)).isEqualTo(SendError.SHORTAGE);
        assertThat(SendError.of(Errno.ESHUTDOWN)).isEqualTo(SendError.ENDING);
        for (int error : new int[] {Errno.EPIPE, Errno.ECONNRESET, Errno.EINVAL, 110, 113, 9999}) {
            assertThat(SendError.of(error)).isEqualTo(SendError.GONE);
        }
    }
}
