package io.rserpool.transport.kernel;

/**
 * What concerns the transport as a whole.
 *
 * @param pathMtu longest IP packet in bytes, headers included, 576 to 65535; 0 = as the kernel finds out
 * @param maxMessageSize longest message in either direction in bytes, 1 to 16 MiB
 */
public record KernelConfig(int pathMtu, int maxMessageSize) {
    public static final KernelConfig DEFAULT = new KernelConfig(0, 256 << 10);

    public KernelConfig {
        check("path MTU", pathMtu, pathMtu == 0 ? 0 : 576, 0xffff);
        check("maxMessageSize", maxMessageSize, 1, 16 << 20);
    }

    private static void check(String name, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(name + " " + value + " is not within " + min + ".." + max);
        }
    }

    public KernelConfig withPathMtu(int newMtu) {
        return new KernelConfig(newMtu, maxMessageSize);
    }

    public KernelConfig withMaxMessageSize(int newSize) {
        return new KernelConfig(pathMtu, newSize);
    }
}
