package io.rserpool.pu;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names as a cluster's DNS server answers them, over a real socket. */
class ServiceNamesTest {
    private static final String CLUSTER_IP = "10.96.0.7";

    private final SelectorEventLoop loop = new SelectorEventLoop("service-names-test");
    private DatagramSocket server;
    private ServiceNames names;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    /** So many questions are not answered. */
    private final AtomicInteger lost = new AtomicInteger();

    /** What there is: addresses and aliases. */
    private static final Map<String, String> ZONE = Map.of(
            "files.shop.svc.cluster.local.", CLUSTER_IP,
            "headless.shop.svc.cluster.local.", "10.244.0.5,10.244.0.6",
            "six.shop.svc.cluster.local.", "fd00::7",
            "both.shop.svc.cluster.local.", "fd00::7," + CLUSTER_IP,
            "elsewhere.shop.svc.cluster.local.", "files.shop.svc.cluster.local.");

    @BeforeEach
    void serve() throws Exception {
        server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::answer);
        var address = new InetSocketAddress(server.getLocalAddress(), server.getLocalPort());
        var search = List.of(
                Name.fromString("shop.svc.cluster.local."),
                Name.fromString("svc.cluster.local."),
                Name.fromString("cluster.local."),
                Name.fromString("far.example."));
        names = new ServiceNames(loop, () -> ServiceNames.Dns.of(List.of(address), search, 5));
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
                asked.add(question.getQuestion().getName().toString());
                if (lost.getAndDecrement() > 0) {
                    continue;
                }
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
        } else {
            for (var text : found.split(",")) {
                add(answer, name, question.getQuestion().getType(), InetAddress.ofLiteral(text));
            }
        }
        return answer;
    }

    private static void add(Message answer, Name name, int type, InetAddress address) {
        if (type == Type.A && address instanceof Inet4Address) {
            answer.addRecord(new ARecord(name, DClass.IN, 5, address), Section.ANSWER);
        } else if (type == Type.AAAA && address instanceof Inet6Address) {
            answer.addRecord(new AAAARecord(name, DClass.IN, 5, address), Section.ANSWER);
        }
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

    @Test
    void bothFamiliesAreAskedFor() throws Exception {
        var six = InetAddress.ofLiteral("fd00::7");
        assertThat(resolve("six")).containsExactly(six);
        assertThat(resolve("both")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP), six);
    }

    /** Outside the cluster they may answer late or never. */
    @Test
    void serversOfOtherDomainsAreNotAskedForTheFamilyThatIsMissing() throws Exception {
        assertThat(resolve("files")).isNotEmpty();
        assertThat(asked).containsExactly("files.shop.svc.cluster.local.");
    }

    @Test
    void aLostPacketCostsAMomentOnly() throws Exception {
        resolve("files");
        lost.set(2);
        long begun = System.nanoTime();
        assertThat(resolve("files")).containsExactly(InetAddress.ofLiteral(CLUSTER_IP));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void whatThrowsIsAnAnswerToo() throws Exception {
        names = new ServiceNames(loop, () -> {
            throw new NoClassDefFoundError("javax/naming/NamingException");
        });
        assertThat(resolve("files")).isEmpty();
    }
}
