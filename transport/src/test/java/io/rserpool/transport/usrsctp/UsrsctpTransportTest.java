package io.rserpool.transport.usrsctp;

import io.rserpool.transport.SctpTransport;
import io.rserpool.transport.SctpTransportContract;
import io.rserpool.transport.SelectorEventLoop;
import java.net.InetSocketAddress;

class UsrsctpTransportTest extends SctpTransportContract {
    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        return UsrsctpTransport.open(on, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
    }
}
