package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel's own ICMP: of ports on loopback that nobody has. */
class ErrorQueueTest {
    private final NativeBuffer packet = new NativeBuffer(100, ByteOrder.BIG_ENDIAN);
    private final List<String> refused = new ArrayList<>();
    private DatagramChannel channel;
    private DatagramChannel peer;
    private Selector selector;
    private Datagrams datagrams;
    private ErrorQueue errors;

    private static DatagramChannel channel(String address) throws IOException {
        var family = address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        var channel = DatagramChannel.open(family);
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress(address, 0));
    }

    private static InetSocketAddress address(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private void open(String address) throws IOException {
        channel = channel(address);
        peer = channel(address);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        int descriptor = DatagramDescriptor.of(address(channel));
        datagrams = new Datagrams(descriptor);
        errors = new ErrorQueue(descriptor, address.contains(":"));
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
        channel.close();
        peer.close();
    }

    /** Where nobody is. */
    private InetSocketAddress nobody() throws IOException {
        try (var gone = channel(address(channel).getAddress().getHostAddress())) {
            return address(gone);
        }
    }

    private void send(int number, InetSocketAddress to) throws IOException {
        packet.bytes.putInt(0, number);
        datagrams.send(packet.address, 100, 100, to);
    }

    private void awaitReady() throws IOException {
        assertThat(selector.select(key -> assertThat(key.isReadable()).isTrue(), 10_000))
                .isEqualTo(1);
    }

    private void read() {
        errors.read((to, quoted) -> refused.add(quoted.getInt(0) + " to " + to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void tellsWhatWasSentAndWhere(String address) throws IOException {
        open(address);
        var nobody = nobody();
        send(7, nobody);
        awaitReady();
        read();
        assertThat(refused).containsExactly("7 to " + nobody);
        assertThat(selector.selectNow())
                .as("nothing is left that would wake it")
                .isZero();
    }

    /** What concerns others neither takes the place of a datagram nor ends the socket. */
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void pendingErrorsCostNoDatagram(String address) throws IOException {
        open(address);
        var nobody = nobody();
        var here = datagrams(peer);
        for (int i = 0; i < 10; i++) {
            send(i, nobody);
            awaitReady();
            send(100 + i, address(peer));
            here.send(packet.address, 100, 100, address(channel));
            send(i, nobody);
        }
        assertThat(numbers(here)).containsExactly(100, 101, 102, 103, 104, 105, 106, 107, 108, 109);
        assertThat(numbers(datagrams)).containsExactly(100, 101, 102, 103, 104, 105, 106, 107, 108, 109);
        read();
        assertThat(refused).isNotEmpty();
    }

    private static Datagrams datagrams(DatagramChannel channel) throws IOException {
        return new Datagrams(DatagramDescriptor.of(address(channel)));
    }

    private static List<Integer> numbers(Datagrams from) throws IOException {
        var numbers = new ArrayList<Integer>();
        from.receive(1000, (_, received) -> numbers.add(received.bytes.getInt(0)));
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aFloodIsReadBitByBit(String address) throws IOException {
        open(address);
        var nobody = nobody();
        int flood = 5 * ErrorQueue.MOST;
        for (int i = 0; i < flood; i++) {
            send(i, nobody);
        }
        int turns = 0;
        while (selector.selectNow(_ -> {}) > 0 || refused.size() < flood && turns < flood) {
            int before = refused.size();
            read();
            assertThat(refused.size() - before).isLessThanOrEqualTo(ErrorQueue.MOST);
            assertThat(numbers(datagrams)).isEmpty();
            turns++;
        }
        assertThat(refused).hasSize(flood);
        assertThat(turns).isGreaterThanOrEqualTo(5);
    }
}
