package io.rserpool.transport.sctp;

import io.rserpool.transport.association.Driver;
import io.rserpool.transport.association.RealDriver;
import io.rserpool.transport.loop.SelectorEventLoop;
import java.time.Duration;
import org.awaitility.Awaitility;

/** That contract over real sockets. */
public abstract class RealSctpTransportContract extends SctpTransportContract {
    protected SelectorEventLoop loop;

    static {
        Awaitility.setDefaultPollDelay(Duration.ZERO);
        Awaitility.setDefaultPollInterval(Duration.ofMillis(5));
    }

    protected abstract SctpTransport open(SelectorEventLoop on) throws Exception;

    @Override
    protected final Driver newDriver() {
        var driver = new RealDriver();
        loop = driver.loop();
        return driver;
    }

    @Override
    protected final SctpTransport openTransport() throws Exception {
        return open(loop);
    }
}
