package io.rserpool.endpoint.element;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cookies that PUs can keep but not make or change (RFC 5352 section 3.8): the state, its length in 4 bytes in front,
 * zeros behind it up to a multiple of 4, and HMAC-SHA-256 (RFC 2104) of all that with a key of the pool. The state can be
 * read by the PU, and an old cookie can be echoed again: put into it what must not be.
 */
public final class SignedCookies {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SHORTEST_KEY = 16;
    private static final int MAC_LENGTH = 32;
    private static final int OVERHEAD = Integer.BYTES + MAC_LENGTH;

    /** The longest state that fits into a cookie. */
    static final int LONGEST_STATE = SessionLimits.MAX_COOKIE - OVERHEAD;

    private final SecretKeySpec key;

    /**
     * @param key the same at all elements of the pool, 16 bytes or more
     * @throws IllegalArgumentException it is shorter
     */
    public SignedCookies(byte[] key) {
        if (key.length < SHORTEST_KEY) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes is too short: 16 at least");
        }
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * The cookie for {@link IncomingSession#sendCookie}; always of a multiple of 4 bytes.
     *
     * @param state 1 to {@link SessionLimits#MAX_COOKIE} − 36 bytes
     * @throws IllegalArgumentException it has another size
     */
    public ByteBuffer sign(ByteBuffer state) {
        var padded = state.remaining() + 3 & ~3;
        if (!state.hasRemaining() || padded + OVERHEAD > SessionLimits.MAX_COOKIE) {
            throw new IllegalArgumentException("a state of " + state.remaining() + " bytes does not fit into a cookie");
        }
        var cookie = ByteBuffer.allocate(padded + OVERHEAD);
        cookie.putInt(state.remaining()).put(state.duplicate()).position(Integer.BYTES + padded);
        var signed = cookie.duplicate().flip();
        return cookie.put(mac(signed)).flip();
    }

    /** The state in a cookie that was echoed; empty if nobody with this key has signed it. */
    public Optional<ByteBuffer> verify(ByteBuffer echoed) {
        if (echoed.remaining() <= OVERHEAD) {
            return Optional.empty();
        }
        var signed = echoed.slice(echoed.position(), echoed.remaining() - MAC_LENGTH);
        var mac = new byte[MAC_LENGTH];
        echoed.get(echoed.limit() - MAC_LENGTH, mac);
        if (!MessageDigest.isEqual(mac, mac(signed.duplicate()))) {
            return Optional.empty();
        }
        return Optional.of(signed.slice(Integer.BYTES, signed.getInt(0)));
    }

    private byte[] mac(ByteBuffer signed) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(signed);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
