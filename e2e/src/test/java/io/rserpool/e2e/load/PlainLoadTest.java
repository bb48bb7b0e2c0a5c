package io.rserpool.e2e.load;

import org.junit.jupiter.api.Order;

/** Nothing else happens. */
@Order(1)
final class PlainLoadTest extends OrdinaryLoads {
    PlainLoadTest(LoadSystem system) {
        super(system);
    }
}
