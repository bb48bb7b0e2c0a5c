package io.rserpool.protocol;

/**
 * Bounds on what a decoder accepts; whatever exceeds one makes the message bad.
 *
 * @param message longest message in bytes
 * @param poolHandle longest pool handle in bytes (RSPLIB aborts above 32)
 * @param addresses most addresses in one transport parameter
 * @param elements most pool elements in one message
 * @param cookie longest cookie in bytes
 */
public record DecoderLimits(int message, int poolHandle, int addresses, int elements, int cookie) {
    public static final DecoderLimits DEFAULT = new DecoderLimits(65536, 32, 64, 1024, 16384);
}
