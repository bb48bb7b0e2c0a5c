package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private final Gathering gathering = new Gathering();
    private final List<Integer> given = new ArrayList<>();
    private int next;

    private void take(ByteBuffer bytes) {
        given.add(bytes.remaining());
        while (bytes.hasRemaining()) {
            assertThat(bytes.get()).isEqualTo((byte) next++);
        }
    }

    private int said;

    private void say(int size) {
        var part = ByteBuffer.allocate(size);
        while (part.hasRemaining()) {
            part.put((byte) said++);
        }
        gathering.accept(part.flip());
        part.clear().put(new byte[size]);
    }

    @Test
    void smallPartsAreJoinedAndLargeOnesAreNot() {
        gathering.begin(this::take);
        assertThat(gathering.isBusy()).isTrue();
        say(100);
        say(0);
        say(200);
        assertThat(given).isEmpty();
        say(5000);
        say(7);
        gathering.end();
        assertThat(given).containsExactly(300, 5000, 7);
        assertThat(gathering.isBusy()).isFalse();
    }

    @Test
    void thereIsRoomForSomeOfThem() {
        gathering.begin(this::take);
        for (int i = 0; i < 10; i++) {
            say(4000);
        }
        gathering.end();
        gathering.end();
        assertThat(given).containsExactly(16_000, 16_000, 8000);
    }

    @Test
    void whoThrowsLeavesNothingBehind() {
        gathering.begin(bytes -> {
            throw new IllegalStateException("broken");
        });
        say(3);
        assertThatThrownBy(gathering::end).hasMessage("broken");
        assertThat(gathering.isBusy()).isFalse();
        said = 0;
        gathering.begin(this::take);
        say(4);
        gathering.end();
        assertThat(given).containsExactly(4);
    }
}
