package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.SelectorEventLoop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Names as a cluster's DNS server answers them, over a real socket. */
class ServiceNamesTest {
    private static final String CLUSTER_IP = "10.96.0.7";

    private final SelectorEventLoop loop = new SelectorEventLoop("service-names-test");
    private DatagramSocket server;
    private ServiceNames names;

    /** What there is: addresses and aliases. */
    private static final Map<String, String> ZONE = Map.of(
            "files.shop.svc.cluster.local.", CLUSTER_IP,
            "headless.shop.svc.cluster.local.", "10.244.0.5,10.244.0.6",
            "elsewhere.shop.svc.cluster.local.", "files.shop.svc.cluster.local.");

    @BeforeEach
    void serve() throws Exception {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::answer);
        var simple = new SimpleResolver(new InetSocketAddress(server.getLocalAddress(), server.getLocalPort()));
        var resolver = new ExtendedResolver(new Resolver[] {simple});
        var search = List.of(
                Name.fromString("shop.svc.cluster.local."),
                Name.fromString("svc.cluster.local."),
                Name.fromString("cluster.local."));
        names = new ServiceNames(loop, () -> ServiceNames.session(resolver, search, 5));
    }

    @AfterEach
    void close() {
        server.close();
        loop.close();
    }

    private void answer() {
        var packet = new DatagramPacket(new byte[4096], 4096);
        try {
            while (true) {
                server.receive(packet);
                var question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                var answer = answer(question).toWire();
                server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            assertThat(server.isClosed()).isTrue();
        }
    }

    private static Message answer(Message question) throws IOException {
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        var name = question.getQuestion().getName();
        var found = ZONE.get(name.toString());
        if (found == null) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        } else if (found.endsWith(".")) {
            answer.addRecord(new CNAMERecord(name, DClass.IN, 5, Name.fromString(found)), Section.ANSWER);
        } else if (question.getQuestion().getType() == Type.A) {
            for (var address : found.split(",")) {
                answer.addRecord(new ARecord(name, DClass.IN, 5, InetAddress.ofLiteral(address)), Section.ANSWER);
            }
        }
        return answer;
    }

    private List<InetAddress> resolve(String host) throws Exception {
        var result = new CompletableFuture<List<InetAddress>>();
        names.resolve(host, result::complete);
        return result.get(20, TimeUnit.SECONDS);
    }

    @Test
    void shortNamesAreCompletedByTheSearchList() throws Exception {
        assertThat(resolve("files")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP));
        assertThat(resolve("files.shop")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP));
        assertThat(resolve("files.shop.svc.cluster.local")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP));
    }

    @Test
    void headlessServicesHaveAllTheirAddressesAndAliasesAreFollowed() throws Exception {
        assertThat(resolve("headless"))
                .containsExactlyInAnyOrder(InetAddress.ofLiteral("10.244.0.5"), InetAddress.ofLiteral("10.244.0.6"));
        assertThat(resolve("elsewhere")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP));
    }

    @Test
    void whatIsInEtcHostsOnlyIsNotKnown() throws Exception {
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
        assertThat(resolve("localhost")).isEmpty();
        assertThat(resolve("nobody")).isEmpty();
        assertThat(resolve("not..a name")).isEmpty();
    }
}
