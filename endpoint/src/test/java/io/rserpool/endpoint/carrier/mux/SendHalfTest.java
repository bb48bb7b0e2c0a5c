package io.rserpool.endpoint.carrier.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Credit;
import io.rserpool.protocol.session.SessionMessage.End;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.SessionMessage.Reset;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SendHalfTest {
    private static final Open OPEN =
            new Open(PoolHandle.of("pool"), new PeIdentifier(1), 1000, 0, 0, "client", false, "");

    private final List<Object> said = new ArrayList<>();
    private boolean room = true;
    private int blocked;

    private final SendHalf half = new SendHalf(
            new SendHalf.Outlet() {
                @Override
                public boolean data(ByteBuffer bytes) {
                    if (room) {
                        said.add(bytes.remaining());
                        bytes.position(bytes.limit());
                    }
                    return room;
                }

                @Override
                public boolean control(SessionMessage message) {
                    return room && said.add(message);
                }

                @Override
                public boolean asap(AsapMessage message) {
                    return room && said.add(message);
                }

                @Override
                public void blocked() {
                    blocked++;
                }
            },
            10);

    @Test
    void bytesBeyondTheCreditWaitForMore() {
        var bytes = ByteBuffer.allocate(25);

        assertThat(half.write(bytes)).isEqualTo(10);
        assertThat(half.mayWrite()).isFalse();

        assertThat(half.credit(8)).isTrue();
        assertThat(half.mayWrite()).isTrue();
        assertThat(half.mayWrite()).as("told once").isFalse();
        assertThat(half.write(bytes)).isEqualTo(8);
        assertThat(said).containsExactly(10, 8);
    }

    @Test
    void creditIsANumber() {
        assertThat(half.credit(Long.MAX_VALUE)).isFalse();
        assertThat(half.write(ByteBuffer.allocate(11))).isEqualTo(10);
    }

    @Test
    void theOrderIsKeptWhereThereIsNoRoom() {
        room = false;
        half.control(OPEN);
        assertThat(half.write(ByteBuffer.allocate(3))).isZero();
        assertThat(half.tryControl(new Credit(1))).isFalse();
        assertThat(half.end()).isTrue();
        assertThat(blocked).isPositive();
        assertThat(half.flush()).isFalse();

        room = true;
        assertThat(half.flush()).isTrue();
        assertThat(said).containsExactly(OPEN, new End());
    }

    @Test
    void nothingFollowsTheEndButAReset() {
        assertThat(half.end()).isTrue();
        assertThat(half.end()).isFalse();
        assertThat(half.write(ByteBuffer.allocate(3))).isZero();
        assertThat(half.tryAsap(new AsapMessage.Error(List.of()))).isFalse();

        assertThat(half.reset(Reason.ABORTED, "x".repeat(300))).isTrue();
        assertThat(half.isEnded()).as("the peer's last word counts on it").isTrue();
        assertThat(said).containsExactly(new End(), new Reset(Reason.ABORTED, "x".repeat(200)));
    }

    @Test
    void whatThePeerNeverHeardOfNeedsNoReset() {
        room = false;
        half.control(OPEN);
        half.end();

        assertThat(half.reset(Reason.ABORTED, "")).isFalse();
        assertThat(half.isWaiting()).isFalse();
        assertThat(said).isEmpty();
    }
}
