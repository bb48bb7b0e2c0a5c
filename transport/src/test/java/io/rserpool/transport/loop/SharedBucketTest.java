package io.rserpool.transport.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SharedBucketTest {
    private static final InetAddress GREEDY = InetAddress.ofLiteral("192.0.2.1");

    private final SharedBucket bucket = new SharedBucket(100, 10, 0);

    private long taken(InetAddress whose, long now) {
        return IntStream.range(0, 1000).filter(i -> bucket.take(whose, now)).count();
    }

    @Test
    void whoWantsMoreThanItsShareGetsItsShare() {
        assertThat(taken(GREEDY, 0)).isEqualTo(10);
        assertThat(taken(GREEDY, 500_000_000)).isEqualTo(5);
    }

    /** Two that have a share together by chance get less: hence not 9. */
    @Test
    void whatItWantsBeyondTakesNothingOfTheOthers() {
        taken(GREEDY, 0);
        var others = IntStream.range(2, 11).mapToObj(host -> InetAddress.ofLiteral("192.0.2." + host));
        assertThat(others.filter(other -> taken(other, 0) == 10).count()).isGreaterThanOrEqualTo(5);
    }

    @Test
    void allTogetherGetNoMoreThanAll() {
        long all = IntStream.range(0, 200)
                .mapToLong(host -> taken(InetAddress.ofLiteral("198.51.100." + host), 0))
                .sum();
        assertThat(all).isEqualTo(100);
    }
}
