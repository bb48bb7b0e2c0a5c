package io.rserpool.e2e.load;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;

/** More busy loops beside than there are processors. */
@Order(3)
final class BusyLoadTest extends OrdinaryLoads {
    private final BusyLoops loops;

    BusyLoadTest(LoadSystem system) {
        super(system);
        loops = new BusyLoops(system.system(), Runtime.getRuntime().availableProcessors() + 1);
    }

    @AfterAll
    void close() {
        loops.close();
    }
}
