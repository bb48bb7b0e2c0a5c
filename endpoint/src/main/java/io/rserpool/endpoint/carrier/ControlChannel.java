package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.asap.AsapCodec;
import java.nio.ByteBuffer;

/** ASAP between the ends of a session (RFC 5352 sections 3.8 and 3.9): its codec, and what its messages may hold. */
public final class ControlChannel {
    /** Elements of a business card that are kept. */
    public static final int MAX_CARD = 64;

    public static final AsapCodec CODEC =
            new AsapCodec(new DecoderLimits(65_536, 1_024, 64, MAX_CARD, SessionLimits.MAX_COOKIE));

    private ControlChannel() {}

    /**
     * {@return the cookie as it is to be sent}
     *
     * @throws IllegalArgumentException it is empty or too long
     */
    public static byte[] bytesOf(ByteBuffer cookie) {
        if (!cookie.hasRemaining() || cookie.remaining() > SessionLimits.MAX_COOKIE) {
            throw new IllegalArgumentException(
                    "a cookie has 1 to " + SessionLimits.MAX_COOKIE + " bytes, not " + cookie.remaining());
        }
        var bytes = new byte[cookie.remaining()];
        cookie.duplicate().get(bytes);
        return bytes;
    }
}
