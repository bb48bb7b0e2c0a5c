package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * Measures throughput and round trips between two processes; not a test. With the test class path:
 *
 * <pre>
 * java --enable-native-access=ALL-UNNAMED … Measure server 127.0.0.2 [mtu]
 * java --enable-native-access=ALL-UNNAMED … Measure client 127.0.0.3 127.0.0.2 [mtu]
 * </pre>
 */
final class Measure {
    private static final int PORT = 9899;
    private static final int SCTP_PORT = 5001;
    private static final int ECHO = 1;
    private static final int SINK = 2;
    private static final SctpOptions OPTIONS = SctpOptions.FAST;

    private Measure() {}

    public static void main(String[] args) throws Exception {
        var loop = new SelectorEventLoop("measure");
        int mtu = Integer.getInteger("mtu", 0);
        var bind = new InetSocketAddress(args[1], args[0].equals("server") ? PORT : 0);
        var transport = UsrsctpTransport.open(loop, bind, UsrsctpConfig.DEFAULT.withMtu(mtu));
        if (args[0].equals("server")) {
            loop.execute(() -> transport.open(SCTP_PORT, OPTIONS).listen(association -> new Server()));
            new CountDownLatch(1).await();
        }
        var client = new Client(loop);
        var server = EndpointAddress.of(InetAddress.getByName(args[2]), SCTP_PORT, PORT);
        loop.execute(() -> transport.open(0, OPTIONS).associate(server, client));
        client.done.await();
        loop.execute(transport::close);
        loop.close();
    }

    /** Returns small messages; counts large ones and tells when all are there. */
    private static final class Server implements AssociationHandler {
        private long received;

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (ppid == ECHO) {
                association.send(stream, ppid, payload);
                return;
            }
            received++;
            if (stream == 1) {
                association.send(0, SINK, ByteBuffer.allocate(8).putLong(0, received));
            }
        }
    }

    private static final class Client implements AssociationHandler {
        private static final int ROUNDS = 3;
        private static final int MESSAGES = Integer.getInteger("n", 5_000);
        private static final int LENGTH = Integer.getInteger("len", 60_000);
        private static final int TRIPS = 30_000;

        final CountDownLatch done = new CountDownLatch(1);
        private final SelectorEventLoop loop;
        private final ByteBuffer large = ByteBuffer.allocateDirect(LENGTH);
        private final ByteBuffer small = ByteBuffer.allocateDirect(200);
        private final long[] trips = new long[TRIPS];
        private int trip;
        private int sent;
        private int round;
        private long start;

        Client(SelectorEventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void onUp(Association association) {
            ping(association);
        }

        private void ping(Association association) {
            start = System.nanoTime();
            association.send(0, ECHO, small.clear());
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (ppid == ECHO) {
                trips[trip++] = System.nanoTime() - start;
                if (trip < TRIPS) {
                    ping(association);
                    return;
                }
                Arrays.sort(trips);
                System.out.printf(
                        "round trip of 200 bytes: p50 %.1f us, p99 %.1f us%n",
                        trips[TRIPS / 2] / 1e3, trips[TRIPS * 99 / 100] / 1e3);
                blast(association);
            } else {
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf(
                        "%d messages of %d bytes: %.0f Mbit/s, %.0f messages/s%n",
                        MESSAGES, LENGTH, MESSAGES * 8.0 * LENGTH / seconds / 1e6, MESSAGES / seconds);
                if (++round == ROUNDS) {
                    association.shutdown();
                } else {
                    blast(association);
                }
            }
        }

        private void blast(Association association) {
            start = System.nanoTime();
            sent = 0;
            loop.schedule(Duration.ZERO, () -> onWritable(association));
        }

        @Override
        public void onWritable(Association association) {
            while (sent < MESSAGES && association.send(sent == MESSAGES - 1 ? 1 : 2, SINK, large.clear())) {
                sent++;
            }
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            System.out.println("down: " + reason);
            done.countDown();
        }
    }
}
