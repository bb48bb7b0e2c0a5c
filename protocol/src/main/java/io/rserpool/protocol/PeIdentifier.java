package io.rserpool.protocol;

import java.util.random.RandomGenerator;

/**
 * Identifies a pool element within its pool (RFC 5354 section 3.14).
 *
 * @param value unsigned 32 bits
 */
public record PeIdentifier(int value) implements Comparable<PeIdentifier> {

    /** A random one, 1 to 0xfffffffe. */
    public static PeIdentifier random(RandomGenerator random) {
        int value;
        do {
            value = random.nextInt();
        } while (value == 0 || value == -1);
        return new PeIdentifier(value);
    }

    @Override
    public int compareTo(PeIdentifier other) {
        return Integer.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x%08x".formatted(value);
    }
}
