package io.rserpool.transport.message;

import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.dtls.TlsStreams;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import org.jspecify.annotations.NullMarked;

/** The contract of messages over TCP, over TLS. */
@NullMarked
class SecuredMessageContractTest extends MessageContractTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @Override
    TlsStreams tls(SelectorEventLoop on) {
        var credentials = AUTHORITY.credentials("rserpool://test/pool-user?use=*");
        return new TlsStreams(on, "test", () -> credentials, DtlsConfig.DEFAULT, new DtlsStatistics());
    }

    /** One address may begin not many more handshakes in a second. */
    @Override
    protected int many() {
        return 50;
    }
}
