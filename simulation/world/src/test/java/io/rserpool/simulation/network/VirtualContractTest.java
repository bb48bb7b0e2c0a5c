package io.rserpool.simulation.network;

import io.rserpool.transport.association.Driver;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.SctpTransportContract;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/** The network that protocol tests and simulations run on does what the real ones do. Here, since programs are built without tests from its module on. */
class VirtualContractTest extends SctpTransportContract {
    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final VirtualNetwork network = new VirtualNetwork(loop, new Random(1));
    private int hosts;

    @Override
    protected SctpTransport openTransport() {
        return network.start("10.0.0." + ++hosts);
    }

    @Override
    protected Driver newDriver() {
        loop.tolerateFailures();
        return new Driver() {
            @Override
            public <T> T on(Callable<T> task) {
                try {
                    return task.call();
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void until(BooleanSupplier condition) {
                loop.runUntil(SOON, condition);
            }

            @Override
            public void pass(Duration time) {
                loop.advance(time);
            }

            @Override
            public long failures() {
                return loop.failures();
            }

            @Override
            public void close() {
                loop.close();
            }
        };
    }
}
