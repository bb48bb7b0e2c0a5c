package io.rserpool.transport.sctp.kernel;

import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** SCTP of the Linux kernel at one or more local addresses. Several may be open in a process. */
public final class KernelTransport implements SctpTransport {
    private static final Path ENCAPSULATION_PORT = Path.of("/proc/sys/net/sctp/udp_port");

    private final SelectorEventLoop loop;
    private final KernelConfig config;
    private final List<InetAddress> addresses;
    private final Set<KernelEndpoint> endpoints = new LinkedHashSet<>();

    final Sockets sockets = new Sockets();
    final Messages messages;
    final Bundle bundle;
    private boolean closed;

    /**
     * Opens a transport. Callable from any thread.
     *
     * @param addresses local ones, no wildcard, the preferred one first
     * @throws TransportException the kernel has no SCTP, or an address is not ours
     */
    public static KernelTransport open(SelectorEventLoop loop, List<InetAddress> addresses, KernelConfig config) {
        return on(loop, () -> new KernelTransport(loop, addresses, config));
    }

    private static <T> T on(SelectorEventLoop loop, Supplier<T> task) {
        if (loop.isClosed()) {
            loop.close(); // waits for its thread, after which this one may do its work
            return task.get();
        }
        return loop.inEventLoop() ? task.get() : loop.call(task::get);
    }

    private KernelTransport(SelectorEventLoop loop, List<InetAddress> addresses, KernelConfig config) {
        if (addresses.isEmpty() || addresses.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
            throw new TransportException("kernel SCTP needs local addresses to bind, not " + addresses);
        }
        this.loop = loop;
        this.config = config;
        this.addresses = List.copyOf(addresses);
        this.messages = new Messages(sockets.libc, config.maxMessageSize());
        this.bundle = new Bundle(messages);
        sockets.libc.close(sockets.open(this.addresses, 0, SctpOptions.RFC, config.pathMtu()));
    }

    @Override
    public EventLoop eventLoop() {
        return loop;
    }

    SelectorEventLoop loop() {
        return loop;
    }

    KernelConfig config() {
        return config;
    }

    @Override
    public List<InetAddress> localAddresses() {
        return addresses;
    }

    @Override
    public int udpPort() {
        return config.udpPort();
    }

    /** The UDP port where the kernel takes SCTP over UDP (sysctl net.sctp.udp_port); 0 = it does not, or has no SCTP. */
    public static int encapsulationPort() {
        try (var in = Files.newInputStream(ENCAPSULATION_PORT)) {
            // At once: the kernel has nothing to add to a first read that was too short.
            var text = new byte[32];
            int length = Math.max(in.read(text), 0);
            return Integer.parseInt(new String(text, 0, length, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public Endpoint open(int port, SctpOptions options) {
        if (closed) {
            throw new TransportException(
                    "the transport at " + addresses.getFirst().getHostAddress() + " is closed");
        }
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("SCTP port " + port + " is not within 0..65535");
        }
        var endpoint = new KernelEndpoint(this, port, options);
        endpoints.add(endpoint);
        return endpoint;
    }

    void remove(KernelEndpoint endpoint) {
        endpoints.remove(endpoint);
    }

    /** Callable from any thread, also when the loop is closed already. */
    @Override
    public void close() {
        on(loop, () -> {
            closed = true;
            for (var endpoint : new ArrayList<>(endpoints)) {
                endpoint.close();
            }
            return true;
        });
    }
}
