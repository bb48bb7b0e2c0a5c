package io.rserpool.e2e.load;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;

/** The network namespace is full of sockets of others: 30,000 connections in TIME-WAIT, 10,000 idle sockets. */
@Order(2)
final class ForeignSocketsLoadTest extends OrdinaryLoads {
    private final ForeignSockets foreign;

    ForeignSocketsLoadTest(LoadSystem system) throws IOException {
        super(system);
        foreign = new ForeignSockets(system.system().address(200), 10_000, 30_000);
    }

    @Override
    protected void keepUp() throws IOException {
        foreign.keepUp(Duration.ofSeconds(30));
    }

    @AfterAll
    void close() throws IOException {
        foreign.close();
    }
}
