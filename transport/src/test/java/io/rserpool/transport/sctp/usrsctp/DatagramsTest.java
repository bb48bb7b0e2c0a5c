package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.system.NativeBuffer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several datagrams in a system call arrive one by one, in order, at sockets that know of segments and at others. */
class DatagramsTest {
    private DatagramChannel from;
    private DatagramChannel to;
    private Datagrams sender;

    @BeforeEach
    void open() throws IOException {
        from = channel("127.0.0.1");
        to = channel("127.0.0.1");
        sender = datagrams(from);
    }

    @AfterEach
    void close() throws IOException {
        from.close();
        to.close();
    }

    private static DatagramChannel channel(String address) throws IOException {
        var family = address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
        var channel = DatagramChannel.open(family);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
        channel.configureBlocking(false);
        return channel.bind(new InetSocketAddress(address, 0));
    }

    private static InetSocketAddress address(DatagramChannel channel) throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    private static Datagrams datagrams(DatagramChannel channel) throws IOException {
        return new Datagrams(DatagramDescriptor.of(address(channel)));
    }

    /** Each byte tells which packet it is of. */
    private static NativeBuffer packets(int length, int segment) {
        var buffer = new NativeBuffer(length, ByteOrder.BIG_ENDIAN);
        for (int i = 0; i < length; i++) {
            buffer.bytes.put(i, (byte) (i / segment));
        }
        return buffer;
    }

    private static List<String> expected(int length, int segment) {
        var result = new ArrayList<String>();
        for (int at = 0; at < length; at += segment) {
            result.add(Math.min(segment, length - at) + " of " + (byte) (at / segment));
        }
        return result;
    }

    private static String describe(ByteBuffer packet) {
        for (int i = 0; i < packet.limit(); i++) {
            assertThat(packet.get(i)).isEqualTo(packet.get(0));
        }
        return packet.limit() + " of " + packet.get(0);
    }

    private static List<String> receive(Datagrams receiver, InetSocketAddress sender) throws IOException {
        var result = new ArrayList<String>();
        receiver.receive(1000, (who, packet) -> {
            assertThat(who).isEqualTo(sender);
            result.add(describe(packet.bytes));
        });
        return result;
    }

    @ParameterizedTest
    @CsvSource({"5, 100", "100, 100", "250, 100", "10000, 1000", "65000, 1452"})
    void areReceivedBySegment(int length, int segment) throws IOException {
        var receiver = datagrams(to);
        sender.send(packets(length, segment).address, length, segment, address(to));
        assertThat(receive(receiver, address(from))).isEqualTo(expected(length, segment));
        assertThat(receive(receiver, address(from))).isEmpty();
        assertThat(sender.sendsSegments()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"250, 100", "65000, 1452"})
    void areDatagramsForOthers(int length, int segment) throws IOException {
        sender.send(packets(length, segment).address, length, segment, address(to));
        var packet = ByteBuffer.allocate(1 << 16);
        for (var one : expected(length, segment)) {
            assertThat(to.receive(packet.clear())).isEqualTo(address(from));
            assertThat(describe(packet.flip())).isEqualTo(one);
        }
        assertThat(to.receive(packet.clear())).isNull();
    }

    /** The kernel refuses so many segments, as it does those that the device of the route cannot make. */
    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void areSentSinglyWhereTheKernelRefusesSegments(int count) throws IOException {
        var receiver = datagrams(to);
        sender.send(packets(count * 12, 12).address, count * 12, 12, address(to));
        assertThat(receive(receiver, address(from))).isEqualTo(expected(count * 12, 12));
        assertThat(sender.sendsSegments()).isFalse();
        sender.send(packets(250, 100).address, 250, 100, address(to));
        assertThat(receive(receiver, address(from))).isEqualTo(expected(250, 100));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void areOfEachSender(String address) throws IOException {
        try (var here = channel(address);
                var one = channel(address);
                var other = channel(address)) {
            var receiver = datagrams(here);
            for (int round = 0; round < 3; round++) {
                datagrams(one).send(packets(300, 100).address, 300, 100, address(here));
                datagrams(other).send(packets(40, 100).address, 40, 100, address(here));
                var senders = new ArrayList<InetSocketAddress>();
                receiver.receive(1000, (who, packet) -> senders.add(who));
                assertThat(senders).containsExactly(address(one), address(one), address(one), address(other));
            }
        }
    }

    /** A receiver that closes the socket gets nothing more: the descriptor may be another's by then. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void endWithTheSocket(int after) throws IOException {
        var receiver = datagrams(to);
        for (int i = 0; i < 5; i++) {
            sender.send(packets(300, 100).address, 300, 100, address(to));
        }
        var received = new ArrayList<InetSocketAddress>();
        receiver.receive(1000, (who, packet) -> {
            received.add(who);
            if (received.size() == after) {
                receiver.close();
            }
        });
        assertThat(received).hasSize(after);
    }
}
