package io.rserpool.protocol;

/**
 * Bounds on what a decoder accepts; whatever exceeds one makes the message bad.
 *
 * @param message longest message in bytes
 * @param poolHandle longest pool handle in bytes; the RFCs have no limit
 * @param addresses most addresses in one transport parameter
 * @param elements most pool elements in one message
 * @param cookie longest cookie in bytes
 */
public record DecoderLimits(int message, int poolHandle, int addresses, int elements, int cookie) {
    public static final DecoderLimits DEFAULT = new DecoderLimits(65536, 1024, 64, 1024, 16384);

    /** Where RSPLIB's programs may hear of a pool: they abort on a handle of more than 32 bytes. */
    public static final DecoderLimits RSPLIB = DEFAULT.withPoolHandle(32);

    /** Everything else stays. */
    public DecoderLimits withPoolHandle(int longest) {
        return new DecoderLimits(message, longest, addresses, elements, cookie);
    }
}
