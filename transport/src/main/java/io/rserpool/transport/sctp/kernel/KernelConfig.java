package io.rserpool.transport.sctp.kernel;

/**
 * What concerns the transport as a whole.
 *
 * @param pathMtu longest IP packet in bytes, headers included, 576 to 65535; 0 = as the kernel finds out
 * @param maxMessageSize longest message in either direction in bytes, 1 to 16 MiB
 * @param udpPort where the kernel takes SCTP over UDP (RFC 6951), {@link KernelTransport#encapsulationPort}; 0 = peers
 *     are to use IP
 */
public record KernelConfig(int pathMtu, int maxMessageSize, int udpPort) {
    public static final KernelConfig DEFAULT = new KernelConfig(0, 256 << 10, 0);

    public KernelConfig {
        check("path MTU", pathMtu, pathMtu == 0 ? 0 : 576, 0xffff);
        check("maxMessageSize", maxMessageSize, 1, 16 << 20);
        check("udpPort", udpPort, 0, 0xffff);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not within " + min + ".." + max);
        }
    }

    public KernelConfig withPathMtu(int newMtu) {
        return new KernelConfig(newMtu, maxMessageSize, udpPort);
    }

    public KernelConfig withMaxMessageSize(int newSize) {
        return new KernelConfig(pathMtu, newSize, udpPort);
    }

    public KernelConfig withUdpPort(int newPort) {
        return new KernelConfig(pathMtu, maxMessageSize, newPort);
    }
}
