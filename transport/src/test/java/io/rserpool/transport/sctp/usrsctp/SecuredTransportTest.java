package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.RealSctpTransportContract;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetSocketAddress;

/** The contract of SCTP transports over DTLS. */
class SecuredTransportTest extends RealSctpTransportContract {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @Override
    protected SctpTransport open(SelectorEventLoop on) {
        var credentials = AUTHORITY.credentials("rserpool://test/pool-user?use=*");
        return UsrsctpTransport.secured(
                on,
                new InetSocketAddress("127.0.0.1", 0),
                UsrsctpConfig.DEFAULT,
                new UsrsctpSecurity("test", credentials));
    }
}
