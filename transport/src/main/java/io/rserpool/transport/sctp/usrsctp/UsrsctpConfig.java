package io.rserpool.transport.sctp.usrsctp;

/**
 * What concerns the transport as a whole.
 *
 * @param mtu longest SCTP packet in bytes, without IP and UDP headers, 508 to 65504; 0 = from the MTU of
 *     the interface that has the local address
 * @param maxMessageSize longest message in either direction in bytes, 1 to 16 MiB
 * @param handshakes peers whose initial handshake is under way at most (the oldest gives way), 1 to 32768
 * @param socketBuffer send and receive buffer of the socket below in bytes; the kernel may grant less
 */
public record UsrsctpConfig(int mtu, int maxMessageSize, int handshakes, int socketBuffer) {
    public static final UsrsctpConfig DEFAULT = new UsrsctpConfig(0, 256 << 10, 8192, 4 << 20);

    static final int LARGEST_PACKET = 65_504;

    /** Of IPv6 and UDP, in bytes. */
    private static final int LONGEST_HEADERS = 40 + 8;

    public UsrsctpConfig {
        check("mtu", mtu, mtu == 0 ? 0 : 508, LARGEST_PACKET);
        check("maxMessageSize", maxMessageSize, 1, 16 << 20);
        check("handshakes", handshakes, 1, 32_768);
        check("socketBuffer", socketBuffer, 4096, 1 << 30);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not within " + min + ".." + max);
        }
    }

    public UsrsctpConfig withMtu(int newMtu) {
        return new UsrsctpConfig(newMtu, maxMessageSize, handshakes, socketBuffer);
    }

    /**
     * With packets that a path carries unfragmented.
     *
     * @param pathMtu longest IP packet in bytes, headers included, 576 to 65535; 0 = as the interface says
     */
    public UsrsctpConfig withPathMtu(int pathMtu) {
        return withMtu(pathMtu == 0 ? 0 : pathMtu - LONGEST_HEADERS);
    }

    public UsrsctpConfig withMaxMessageSize(int newSize) {
        return new UsrsctpConfig(mtu, newSize, handshakes, socketBuffer);
    }

    public UsrsctpConfig withHandshakes(int newLimit) {
        return new UsrsctpConfig(mtu, maxMessageSize, newLimit, socketBuffer);
    }
}
