package io.rserpool.transport.sctp.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.AssociationHandler.DownReason;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.PeerPath;
import io.rserpool.transport.association.Recorder;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Associations of several paths (RFC 9260 section 6.4), whose addresses come and go (RFC 5061). */
@Tag("lab")
@Timeout(60)
class KernelMultiHomingTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> LEFT = List.of("10.231.8.1", "10.231.9.1");
    private static final List<String> RIGHT = List.of("10.231.8.2", "10.231.9.2");
    private static final List<String> ALL =
            Stream.of(LEFT, RIGHT).flatMap(List::stream).toList();
    private static final String MORE = "10.231.9.3";
    private static final int PORT = 7000;

    private final List<Recorder> accepted = Recorder.list();
    private SelectorEventLoop loop;
    private KernelTransport left;
    private KernelTransport right;
    private Endpoint server;
    private Recorder client;

    @BeforeAll
    static void network() throws Exception {
        Guest.addresses(
                Stream.of(LEFT, RIGHT, List.of(MORE)).flatMap(List::stream).toList());
        Guest.sysctl("net.sctp.addip_enable", 1);
        Guest.sysctl("net.sctp.addip_noauth_enable", 1);
    }

    private static InetAddress ip(String address) {
        return InetAddress.ofLiteral(address);
    }

    @BeforeEach
    void establish() {
        loop = new SelectorEventLoop("sctp");
        left = open(LEFT);
        right = open(RIGHT);
        client = new Recorder();
        server = on(() -> {
            var endpoint = right.open(PORT, SctpOptions.FAST);
            endpoint.listen(Recorder.acceptAll(accepted));
            return endpoint;
        });
        on(() -> client.association =
                left.open(0, SctpOptions.FAST).associate(new EndpointAddress(right.localAddresses(), PORT, 0), client));
        await().atMost(SOON)
                .until(() -> client.ups == 1 && accepted.size() == 1 && allActive(client) && allActive(side()));
    }

    private KernelTransport open(List<String> addresses) {
        return KernelTransport.open(
                loop, addresses.stream().map(KernelMultiHomingTest::ip).toList(), KernelConfig.DEFAULT);
    }

    private Recorder side() {
        return accepted.getFirst();
    }

    private boolean allActive(Recorder recorder) {
        var paths = on(() -> recorder.association.paths());
        return paths.size() == 2 && paths.stream().allMatch(path -> path.state() == PeerPath.State.ACTIVE);
    }

    private <T> T on(Callable<T> task) {
        return loop.call(task, SOON);
    }

    @AfterEach
    void close() throws Exception {
        for (var address : ALL) {
            Guest.reachable(address, true);
        }
        left.close();
        right.close();
        loop.close();
    }

    private void arrives(Recorder from, Recorder to, String text) {
        assertThat(on(() -> from.association.send(0, 0, ByteBuffer.wrap(text.getBytes(UTF_8)))))
                .isTrue();
        await().atMost(SOON).until(() -> to.texts().contains(text));
    }

    @Test
    void bothKnowAllAddressesAndTheirPaths() {
        assertThat(client.association.peer().addresses()).containsExactlyElementsOf(right.localAddresses());
        assertThat(side().association.peer().addresses()).containsExactlyInAnyOrderElementsOf(left.localAddresses());
        var paths = on(() -> client.association.paths());
        assertThat(paths.getFirst().primary()).isTrue();
        assertThat(paths.getFirst().address()).isEqualTo(ip(RIGHT.getFirst()));
        assertThat(paths.getFirst().mtu()).isGreaterThan(1000);
        assertThat(paths.getLast().primary()).isFalse();
    }

    @Test
    void aFailedPathIsReportedAndTheAssociationGoesOn() throws Exception {
        // On one host everything is sent from a side's first address, which therefore has to stay.
        var primary = RIGHT.getLast();
        on(() -> {
            client.association.setPrimary(ip(primary));
            return null;
        });
        Guest.reachable(primary, false);
        arrives(client, side(), "by the other path");
        await().atMost(SOON).untilAsserted(() -> assertThat(client.events)
                .as("%s %s", side().events, on(() -> client.association.paths()))
                .contains("path " + primary + " UNREACHABLE"));
        assertThat(on(() -> client.association.paths()))
                .filteredOn(path -> path.address().equals(ip(primary)))
                .allMatch(path -> path.state() == PeerPath.State.INACTIVE);
        Guest.reachable(primary, true);
        await().atMost(SOON).untilAsserted(() -> assertThat(client.events)
                .as("%s %s", side().events, on(() -> client.association.paths()))
                .contains("path " + primary + " REACHABLE"));
        assertThat(client.reason).isNull();
    }

    @Test
    void withoutAnyPathThePeerIsUnreachable() throws Exception {
        for (var address : ALL) {
            Guest.reachable(address, false);
        }
        await().atMost(SOON).until(() -> client.reason == DownReason.UNREACHABLE);
    }

    @Test
    void thePrimaryPathCanBeChosen() {
        var second = ip(RIGHT.getLast());
        on(() -> {
            client.association.setPrimary(second);
            return null;
        });
        assertThat(on(() -> client.association.paths()).getFirst().address()).isEqualTo(second);
        assertThatThrownBy(() -> on(() -> {
                    client.association.setPrimary(ip("10.231.8.99"));
                    return null;
                }))
                .rootCause()
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("10.231.8.99");
    }

    @Test
    void thePeerCanBeAskedToTakeAnotherPrimaryPath() {
        on(() -> {
            side().association.requestPeerPrimary(ip(RIGHT.getLast()));
            return null;
        });
        await().atMost(SOON).until(() -> on(() -> client.association.paths())
                .getFirst()
                .address()
                .equals(ip(RIGHT.getLast())));
    }

    @Test
    void addressesComeAndGoWhileTheAssociationIsUp() {
        on(() -> {
            server.addAddress(ip(MORE));
            return null;
        });
        await().atMost(SOON).until(() -> client.events.contains("path " + MORE + " ADDED"));
        assertThat(client.association.peer().addresses()).contains(ip(MORE));
        on(() -> {
            server.removeAddress(ip(MORE));
            return null;
        });
        await().atMost(SOON).until(() -> client.events.contains("path " + MORE + " REMOVED"));
        assertThat(client.association.peer().addresses()).doesNotContain(ip(MORE));
        arrives(client, side(), "still up");
        arrives(side(), client, "indeed");
    }

    @Test
    void anAddressThatIsNotOursCannotBeAdded() {
        assertThatThrownBy(() -> on(() -> {
                    server.addAddress(ip("192.0.2.7"));
                    return null;
                }))
                .rootCause()
                .isInstanceOf(TransportException.class)
                .hasMessageContaining("192.0.2.7");
    }
}
