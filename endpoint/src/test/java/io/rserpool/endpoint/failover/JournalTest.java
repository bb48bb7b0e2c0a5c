package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalTest {
    @Test
    void givesBackFromAnyPositionWhatWasAdded() {
        var random = new Random(3);
        var all = new byte[500_000];
        random.nextBytes(all);
        var journal = new Journal(all.length);
        for (int at = 0; at < all.length; ) {
            var size = Math.min(all.length - at, random.nextInt(10) == 0 ? 200_000 : random.nextInt(3000));
            var before = journal.capacity();
            var growth = journal.growth(size);
            journal.append(ByteBuffer.wrap(all, at, size));
            assertThat(journal.capacity()).isEqualTo(before + growth);
            at += size;
        }
        assertThat(journal.size()).isEqualTo(all.length);
        for (int i = 0; i < 1000; i++) {
            var position = random.nextInt(all.length);
            var bytes = journal.from(position);
            assertThat(bytes).isEqualTo(ByteBuffer.wrap(all, position, bytes.remaining()));
            assertThat(bytes.hasRemaining()).isTrue();
        }
    }

    @Test
    void isFullAtItsLimit() {
        var journal = new Journal(10);
        journal.append(ByteBuffer.allocate(7));
        assertThat(journal.fits(3)).isTrue();
        assertThat(journal.fits(4)).isFalse();
        assertThatThrownBy(() -> journal.from(7)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
