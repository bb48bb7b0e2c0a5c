package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.element;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.Policy;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Selections leave no garbage, whatever the policy. */
class AllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Stream<Policy> policies() {
        return Stream.of(
                new Policy.RoundRobin(),
                new Policy.WeightedRoundRobin(3),
                new Policy.Random(),
                new Policy.WeightedRandom(3),
                new Policy.Priority(3),
                new Policy.LeastUsed(3),
                new Policy.LeastUsedDegradation(3, 3),
                new Policy.PriorityLeastUsed(3, 3),
                new Policy.RandomizedLeastUsed(3),
                new Policy.RandomizedPriorityLeastUsed(3, 3),
                new Policy.RandomizedLeastUsedDegradation(3, 3),
                new Policy.PriorityLeastUsedDegradation(3, 3),
                new Policy.RandomizedPriorityLeastUsedDegradation(3, 3),
                new Policy.WeightedRandomDpf(3, 3, 3),
                new Policy.LeastUsedDpf(3, 3, 3),
                new Policy.LeastUsedDegradationDpf(3, 3, 3, 3));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void selectionsAllocateNothing(Policy policy) {
        for (var semantics : PolicySemantics.values()) {
            var handlespace = new Handlespace(HandlespaceLimits.DEFAULT, semantics, new Random(1));
            for (int i = 1; i <= 100; i++) {
                handlespace.put(PoolHandle.of("pool"), element(i, policy));
            }
            var pool = handlespace.pool(PoolHandle.of("pool"));
            var into = new PoolElement[8];
            var buffer = ByteBuffer.allocate(10_000);
            resolve(pool, into, buffer, 100);
            var before = THREADS.getCurrentThreadAllocatedBytes();
            resolve(pool, into, buffer, 2_000);
            var allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            // One object per selection would be 32,000 bytes; the measurement itself may cost some.
            assertThat(allocated).as("%s", semantics).isLessThan(2_000);
        }
    }

    private static void resolve(Pool pool, PoolElement[] into, ByteBuffer buffer, int times) {
        for (int i = 0; i < times; i++) {
            buffer.clear();
            var selected = pool.select(1 + i % into.length, 1, into);
            for (int j = 0; j < selected; j++) {
                into[j].write(buffer);
            }
        }
    }
}
