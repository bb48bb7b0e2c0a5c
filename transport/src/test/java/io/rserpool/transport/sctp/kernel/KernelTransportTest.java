package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.RealSctpTransportContract;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Tag;

@Tag("lab")
class KernelTransportTest extends RealSctpTransportContract {
    private int host = 1;

    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        return KernelTransport.open(on, List.of(InetAddress.ofLiteral("127.0.0." + ++host)), KernelConfig.DEFAULT);
    }
}
