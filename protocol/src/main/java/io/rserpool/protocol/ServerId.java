package io.rserpool.protocol;

import java.util.random.RandomGenerator;

/**
 * Identifies a registrar (ENRP server) until it restarts (RFC 5353 section 2.1).
 *
 * @param value unsigned 32 bits
 */
public record ServerId(int value) implements Comparable<ServerId> {
    /** "All registrars" as a receiver, "undetermined" as a home (RFC 5353 section 2.1, RFC 5354 section 3.10). */
    public static final ServerId NONE = new ServerId(0);

    /** A random one, 1 to 0xfffffffe. */
    public static ServerId random(RandomGenerator random) {
        int value;
        do {
            value = random.nextInt();
        } while (value == 0 || value == -1);
        return new ServerId(value);
    }

    @Override
    public int compareTo(ServerId other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x%08x".formatted(value);
    }
}
