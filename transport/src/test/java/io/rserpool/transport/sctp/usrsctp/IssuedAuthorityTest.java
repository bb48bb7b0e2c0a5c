package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsRefusal;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.TestAuthority;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An authority of members that somebody else signed, such as a company's: it alone is believed, and not who signed it. */
@Timeout(60)
class IssuedAuthorityTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int PORT = 7000;
    private static final String NAME = "rserpool members";
    private static final String ELEMENT = "rserpool://shop/pool-element?serve=stock";
    private static final String USER = "rserpool://shop/pool-user?use=stock";

    private final SelectorEventLoop loop = new SelectorEventLoop("sctp");
    private final List<UsrsctpTransport> transports = new ArrayList<>();
    private final DtlsStatistics statistics = new DtlsStatistics();
    private final List<Recorder> accepted = Recorder.list();
    private final TestAuthority company = new TestAuthority();
    private final TestAuthority issued = company.issue(NAME);

    @AfterEach
    void close() {
        transports.forEach(UsrsctpTransport::close);
        loop.close();
    }

    private UsrsctpTransport open(Credentials credentials) {
        var transport = UsrsctpTransport.secured(
                loop,
                new InetSocketAddress("127.0.0.1", 0),
                UsrsctpConfig.DEFAULT,
                new UsrsctpSecurity("shop", credentials, DtlsConfig.DEFAULT, statistics));
        transports.add(transport);
        return transport;
    }

    private static Credentials credentials(TestAuthority of, String name, X509Certificate... trusted) {
        return of.credentials(Instant.now().minusSeconds(60), Duration.ofHours(1), List.of(trusted), name);
    }

    private UsrsctpTransport serve(Credentials credentials) {
        var server = open(credentials);
        loop.call(() -> {
            server.open(PORT, SctpOptions.FAST).listen(Recorder.acceptAll(accepted));
            return true;
        });
        return server;
    }

    private Recorder associate(Credentials own, UsrsctpTransport server) {
        var client = open(own);
        var recorder = new Recorder();
        var peer = EndpointAddress.of(server.localAddresses().getFirst(), PORT, server.udpPort());
        recorder.association = loop.call(() -> client.open(0, SctpOptions.FAST).associate(peer, recorder));
        return recorder;
    }

    private void established(Credentials own, UsrsctpTransport server) {
        var client = associate(own, server);
        await().atMost(SOON).until(() -> client.ups == 1);
    }

    private void refused(Credentials stranger, UsrsctpTransport server) {
        associate(stranger, server);
        await().atMost(SOON).until(() -> statistics.refusals().containsKey(DtlsRefusal.CERTIFICATE.label()));
        assertThat(accepted).isEmpty();
    }

    @Test
    void itsMembersBelieveEachOther() {
        var server = serve(credentials(issued, ELEMENT, issued.certificate()));
        established(credentials(issued, USER, issued.certificate()), server);
    }

    @Test
    void whomTheCompanySignedIsNoMember() {
        var server = serve(credentials(issued, ELEMENT, issued.certificate()));
        refused(credentials(company, USER, issued.certificate()), server);
    }

    @Test
    void norIsWhomAnotherAuthorityOfTheCompanySigned() {
        var server = serve(credentials(issued, ELEMENT, issued.certificate()));
        var other = company.issue(NAME);
        var stranger = credentials(other, USER, issued.certificate());
        refused(
                new Credentials(
                        List.of(stranger.chain().getFirst(), other.certificate(), company.certificate()),
                        stranger.key(),
                        stranger.trusted()),
                server);
    }

    /** cert-manager gives the next one the same name: which of them signed is told by its key. */
    @Test
    void theNextOneHasTheSameName() {
        var next = company.issue(NAME);
        var before = new X509Certificate[] {issued.certificate(), next.certificate()};
        var after = new X509Certificate[] {next.certificate(), issued.certificate()};
        var old = serve(credentials(issued, ELEMENT, before));
        var renewed = serve(credentials(next, ELEMENT, after));
        for (var server : List.of(old, renewed)) {
            established(credentials(issued, USER, before), server);
            established(credentials(next, USER, after), server);
        }
    }
}
