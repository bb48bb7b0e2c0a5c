package io.rserpool.e2e.bench;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.setup.CredentialFiles;
import io.rserpool.transport.setup.Membership;
import io.rserpool.transport.setup.TransportMode;
import io.rserpool.transport.setup.TransportSettings;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One of two processes that show what the transport alone carries. */
@Command(
        name = "transport-peer",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "One side of TransportBench.")
final class TransportPeer implements Callable<Integer> {
    private static final int PORT = 7;
    private static final int UDP_PORT = 9899;
    private static final int WARM_UP = 5000;
    private static final SctpOptions OPTIONS = SctpOptions.FAST.withBuffers(4 << 20, 4 << 20);

    @Option(names = "--at", required = true, description = "Own address.")
    private String address = "";

    @Option(names = "--to", description = "Peer's address; without it this is the receiver, which echoes or counts.")
    private String peer = "";

    @Option(names = "--mode", description = "What is below SCTP: UDP, KERNEL, IP or AUTO.")
    private TransportMode mode = TransportMode.UDP;

    @Option(names = "--echo", description = "Round trips instead of throughput.")
    private boolean echo;

    @Option(names = "--size", description = "Bytes per message.")
    private int size = 60_000;

    @Option(names = "--count", description = "Messages.")
    private int count = 50_000;

    @Option(names = "--mtu", description = "Longest IP packet; 0 = what loopback carries.")
    private int mtu;

    @Option(names = "--credentials", description = "Folder with peer.pem, peer.key and authority.pem: over DTLS.")
    private @Nullable Path credentials;

    @Override
    public Integer call() throws Exception {
        try (var loop = new SelectorEventLoop("bench")) {
            var done = new CountDownLatch(1);
            loop.execute(() -> start(loop, done));
            done.await();
        }
        return 0;
    }

    private void start(SelectorEventLoop loop, CountDownLatch done) {
        var membership = credentials == null
                ? null
                : Membership.of(new CredentialFiles(
                        credentials.resolve("peer.pem"),
                        credentials.resolve("peer.key"),
                        credentials.resolve("authority.pem")));
        var transport = new TransportSettings(mode, List.of(InetAddress.ofLiteral(address)), UDP_PORT, mtu, membership)
                .open(loop);
        if (peer.isEmpty()) {
            transport.open(PORT, OPTIONS).listen(association -> new Receiver());
            System.out.println("listening");
        } else {
            transport
                    .open(0, OPTIONS)
                    .associate(
                            EndpointAddress.of(InetAddress.ofLiteral(peer), PORT, mode.isOverUdp() ? UDP_PORT : 0),
                            echo ? new Asker(done) : new Sender(done));
        }
    }

    /** Echoes every message, or counts and acknowledges the last. */
    private final class Receiver implements AssociationHandler {
        private int received;

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (echo) {
                association.send(stream, ppid, payload);
            } else if (++received % count == 0) {
                association.send(0, 0, ByteBuffer.allocate(4));
            }
        }
    }

    private final class Sender implements AssociationHandler {
        private final ByteBuffer payload = ByteBuffer.allocateDirect(size);
        private final CountDownLatch done;
        private int sent;
        private long start;

        Sender(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void onUp(Association association) {
            start = System.nanoTime();
            onWritable(association);
        }

        @Override
        public void onWritable(Association association) {
            while (sent < count && association.send(0, 0, payload.clear())) {
                sent++;
            }
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer last) {
            System.out.printf(Locale.ROOT, "%.3f%n", (double) count * size * 8 / (System.nanoTime() - start));
            done.countDown();
        }
    }

    private final class Asker implements AssociationHandler {
        private final ByteBuffer payload = ByteBuffer.allocateDirect(size);
        private final Durations durations = new Durations();
        private final CountDownLatch done;
        private int asked;
        private long start;

        Asker(CountDownLatch done) {
            this.done = done;
        }

        @Override
        public void onUp(Association association) {
            ask(association);
        }

        private void ask(Association association) {
            start = System.nanoTime();
            association.send(0, 0, payload.clear());
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer answer) {
            if (asked++ >= WARM_UP) {
                durations.add(System.nanoTime() - start);
            }
            if (durations.count() < count) {
                ask(association);
            } else {
                System.out.println(durations.summary(3));
                done.countDown();
            }
        }
    }
}
