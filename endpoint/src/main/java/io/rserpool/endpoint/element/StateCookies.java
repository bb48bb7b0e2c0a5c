package io.rserpool.endpoint.element;

import io.rserpool.endpoint.element.CookieRefused.Kind;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.StateCookie;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cookies of a pool at one of its elements: signs them, and checks those that users echo. On the loop's thread only. */
public final class StateCookies {
    /** Sessions whose last echo is remembered. */
    private static final int REMEMBERED = 4096;

    private final PoolHandle handle;
    private final List<SignedCookies> keys;
    private final int longest;

    /** The numbers of the cookies that users have echoed, by session: a user that had one has no older one any more. */
    private final Map<String, Long> echoed = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * @param keys the pool's: the first signs, all verify, so that a key can be replaced; none = this element has nothing to do with cookies
     * @throws IllegalArgumentException a key is shorter than 16 bytes
     */
    public StateCookies(PoolHandle handle, List<byte[]> keys) {
        this.handle = handle;
        this.keys = keys.stream().map(SignedCookies::new).toList();
        this.longest = SignedCookies.LONGEST_STATE - StateCookie.overhead(handle.length());
    }

    /** Most bytes of a server's state; somewhat less than {@link SessionLimits#MAX_COOKIE}. */
    public int longest() {
        return longest;
    }

    public boolean hasKey() {
        return !keys.isEmpty();
    }

    /** The cookie of a state, to be left with its session's user. */
    ByteBuffer sign(StateCookie state) {
        return keys.getFirst().sign(state.encode());
    }

    /**
     * The state in a cookie that the user of this session has echoed.
     *
     * @throws CookieRefused it is not to be gone on from
     */
    StateCookie check(IncomingSession session, ByteBuffer cookie) throws CookieRefused {
        if (keys.isEmpty()) {
            throw new CookieRefused(Kind.NO_KEY, "the element has no key for cookies of its pool");
        }
        var content = verified(cookie);
        if (!(StateCookie.decode(content) instanceof Decoded.Message<StateCookie>(var state, var reports))) {
            throw new CookieRefused(Kind.BAD, "the cookie holds no state of a session");
        }
        if (!state.handle().equals(handle)) {
            throw new CookieRefused(Kind.FOREIGN, "the cookie is one of pool " + state.handle());
        }
        if (!state.session().equals(session.id())) {
            throw new CookieRefused(Kind.FOREIGN, "the cookie is one of session " + state.session());
        }
        var known = echoed.getOrDefault(session.id(), 0L);
        if (state.number() < known) {
            throw new CookieRefused(
                    Kind.OLD, "the cookie has number " + state.number() + ", and number " + known + " was echoed here");
        }
        if (!session.id().isEmpty()) {
            echoed.put(session.id(), state.number());
        }
        return state;
    }

    private ByteBuffer verified(ByteBuffer cookie) throws CookieRefused {
        for (var key : keys) {
            var content = key.verify(cookie);
            if (content.isPresent()) {
                return content.get();
            }
        }
        throw new CookieRefused(Kind.FORGED, "nobody with a key of the pool has signed the cookie");
    }
}
