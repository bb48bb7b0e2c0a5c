package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.kernel.KernelConfig;
import io.rserpool.transport.sctp.kernel.KernelTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A transport as configured.
 *
 * @param addresses local ones, the preferred one first; more than one in mode {@link TransportMode#KERNEL} only
 * @param udpPort local UDP port, 0 = any free one; without meaning where SCTP runs over IP
 * @param pathMtu longest IP packet in bytes, 576 to 65535; 0 = as the interface, or the kernel, says
 * @param membership of a scope whose members alone are spoken with; null = security is off
 */
public record TransportSettings(
        TransportMode mode,
        List<InetAddress> addresses,
        int udpPort,
        int pathMtu,
        @Nullable Membership membership) {
    public TransportSettings {
        addresses = List.copyOf(addresses);
    }

    /** Without security. */
    public TransportSettings(TransportMode mode, List<InetAddress> addresses, int udpPort, int pathMtu) {
        this(mode, addresses, udpPort, pathMtu, null);
    }

    /**
     * Opens it. Callable from any thread.
     *
     * @throws TransportException it cannot be opened here; the message says why, and what to do
     */
    public SctpTransport open(SelectorEventLoop loop) {
        if (addresses.size() > 1 && mode != TransportMode.KERNEL) {
            throw new TransportException("several local addresses need kernel SCTP over IP, not " + mode);
        }
        if (membership != null && mode != TransportMode.UDP) {
            throw new TransportException("security is DTLS below SCTP over UDP, and not to be had with mode " + mode);
        }
        return switch (mode) {
            case KERNEL -> KernelTransport.open(loop, addresses, kernelConfig());
            case UDP -> userSpace(loop);
            case AUTO -> {
                int port = KernelTransport.encapsulationPort();
                yield port != 0 && (udpPort == 0 || udpPort == port)
                        ? KernelTransport.open(loop, addresses, kernelConfig().withUdpPort(port))
                        : userSpace(loop);
            }
            case IP -> UsrsctpTransport.overIp(loop, addresses.getFirst(), userSpaceConfig());
        };
    }

    /** Addresses for logs. */
    public static String text(List<InetAddress> addresses) {
        return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
    }

    /** What SCTP runs over, for logs. */
    public static String below(SctpTransport transport) {
        return transport.udpPort() == 0 ? "IP" : "UDP " + transport.udpPort();
    }

    private KernelConfig kernelConfig() {
        return KernelConfig.DEFAULT.withPathMtu(pathMtu);
    }

    private SctpTransport userSpace(SelectorEventLoop loop) {
        var bind = new InetSocketAddress(addresses.getFirst(), udpPort);
        return membership == null
                ? UsrsctpTransport.open(loop, bind, userSpaceConfig())
                : membership.open(loop, bind, userSpaceConfig());
    }

    private UsrsctpConfig userSpaceConfig() {
        return UsrsctpConfig.DEFAULT.withPathMtu(pathMtu);
    }
}
