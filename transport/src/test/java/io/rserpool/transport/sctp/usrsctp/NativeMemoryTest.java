package io.rserpool.transport.sctp.usrsctp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ten thousand associations come and go, and the memory stays. */
@Timeout(120)
class NativeMemoryTest {
    private static final int CONCURRENT = 50;
    private static final int EACH = 5_000;

    private final SelectorEventLoop loop = new SelectorEventLoop("sctp");
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private int started;
    private int limit;
    private boolean abort;
    private Endpoint endpoint;
    private UsrsctpTransport client;
    private EndpointAddress server;

    /** Says something, then ends the association in this round's way and starts the next. */
    private final class Client implements AssociationHandler {
        @Override
        public void onUp(Association association) {
            association.send(0, 1, ByteBuffer.allocate(100));
        }

        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            if (abort) {
                association.abort("done");
                next(association);
            } else {
                association.shutdown();
            }
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            if (reason != DownReason.SHUTDOWN) {
                failed.incrementAndGet();
            }
            next(association);
        }

        private void next(Association association) {
            association.endpoint().close();
            ended.incrementAndGet();
            start();
        }
    }

    private static final class Echo implements AssociationHandler {
        @Override
        public void onMessage(Association association, int stream, int ppid, boolean unordered, ByteBuffer payload) {
            association.send(stream, ppid, payload);
        }
    }

    private void start() {
        if (started < limit) {
            started++;
            client.open(0, SctpOptions.RFC).associate(server, new Client());
        }
    }

    private void round(int count, boolean byAbort) {
        int goal = ended.get() + count;
        loop.execute(() -> {
            abort = byAbort;
            limit = started + count;
            for (int i = 0; i < CONCURRENT; i++) {
                start();
            }
        });
        await().atMost(Duration.ofSeconds(50)).until(() -> ended.get() == goal);
    }

    private static long residentKilobytes() throws Exception {
        System.gc();
        return Files.readAllLines(java.nio.file.Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    @Test
    void staysFlatOverTenThousandAssociations() throws Exception {
        var transport = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        client = UsrsctpTransport.open(loop, new InetSocketAddress("127.0.0.1", 0), UsrsctpConfig.DEFAULT);
        server = EndpointAddress.of(InetAddress.getByName("127.0.0.1"), 7000, transport.udpPort());
        loop.execute(() -> {
            endpoint = transport.open(7000, SctpOptions.RFC);
            endpoint.listen(association -> new Echo());
        });
        round(1_000, false);
        round(1_000, true);
        long before = residentKilobytes();
        round(EACH, false);
        round(EACH, true);
        long after = residentKilobytes();
        assertThat(failed).hasValue(0);
        // One association takes about 15 kB of the library: a leak of each would be 150 MB.
        assertThat(after - before).isLessThan(24 << 10);
        client.close();
        transport.close();
        loop.close();
    }
}
