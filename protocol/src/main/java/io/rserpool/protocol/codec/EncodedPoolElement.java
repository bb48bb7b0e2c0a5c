package io.rserpool.protocol.codec;

import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A Pool Element parameter (RFC 5354 section 3.10) as its bytes: the most compact form to keep one in, and one
 * whose parts can be sent without a look at the others. All methods want what {@link #encode} made.
 */
public final class EncodedPoolElement {
    private static final DecoderLimits UNLIMITED = new DecoderLimits(
            Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    private static final int LENGTH_OFFSET = 2;
    private static final int HOME_OFFSET = 8;
    private static final int LIFE_OFFSET = 12;
    private static final int TRANSPORT_OFFSET = 16;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

    private EncodedPoolElement() {}

    /**
     * The bytes of an element.
     *
     * @throws IllegalArgumentException if there is no such parameter
     */
    public static byte[] encode(PoolElementParameter element) {
        return ParameterWriter.bytesOf(writer -> PoolElementCodec.encode(element, writer));
    }

    /** The element that the bytes are. */
    public static PoolElementParameter decode(byte[] element) {
        try {
            return PoolElementCodec.decode(ParameterReader.over(element, UNLIMITED));
        } catch (DecodeException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }

    /** As on the wire: see {@link PoolElementParameter#registrationLife}. */
    public static int registrationLife(byte[] element) {
        return (int) INT.get(element, LIFE_OFFSET);
    }

    /** Puts another home registrar in the place of the one that it has. */
    public static void setHome(byte[] element, ServerId home) {
        INT.set(element, HOME_OFFSET, home.value());
    }

    /** Whether two elements have the same policy with the same values. */
    public static boolean samePolicy(byte[] one, byte[] other) {
        return sameParameter(one, policyOffset(one), other, policyOffset(other));
    }

    /** Whether two elements have the same user transport. */
    public static boolean sameUserTransport(byte[] one, byte[] other) {
        return sameParameter(one, TRANSPORT_OFFSET, other, TRANSPORT_OFFSET);
    }

    private static boolean sameParameter(byte[] one, int at, byte[] other, int otherAt) {
        return Arrays.equals(one, at, at + length(one, at), other, otherAt, otherAt + length(other, otherAt));
    }

    /**
     * Puts the element, without its ASAP transport, into a buffer at a multiple of 4.
     *
     * @throws java.nio.BufferOverflowException if it does not fit
     */
    public static void writeWithoutAsapTransport(byte[] element, ByteBuffer target) {
        int policy = policyOffset(element);
        int end = policy + length(element, policy);
        int start = target.position();
        target.put(element, 0, end).putShort(start + LENGTH_OFFSET, (short) end);
    }

    /** Puts the element's policy, a known one, into a buffer at a multiple of 4. */
    public static void writePolicy(byte[] element, ByteBuffer target) {
        int policy = policyOffset(element);
        target.put(element, policy, length(element, policy));
    }

    private static int policyOffset(byte[] element) {
        return TRANSPORT_OFFSET + (length(element, TRANSPORT_OFFSET) + 3 & ~3);
    }

    private static int length(byte[] element, int parameter) {
        return Short.toUnsignedInt((short) SHORT.get(element, parameter + LENGTH_OFFSET));
    }
}
