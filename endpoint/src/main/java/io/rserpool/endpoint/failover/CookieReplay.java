package io.rserpool.endpoint.failover;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.session.StateCookie;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * {@link FailoverMode#COOKIE}: a {@link Replay} that begins at the last cookie. A cookie says which bytes of the client its state knows of: they are
 * dropped; so a session that had lost its protection to a full journal may have it again.
 */
final class CookieReplay implements Failover {
    private static final System.Logger LOG = System.getLogger(CookieReplay.class.getName());

    /** Longer than any cookie that comes. */
    private static final int LONGEST = 1 << 16;

    private final boolean serverEnds;
    private final Setting setting;
    private final KeptState memory;
    private Replay replay;
    private byte @Nullable [] cookie;
    private @Nullable String session;
    private long number;

    /** Where the state of the cookie is: bytes of the client, and of the answer. */
    private long received;

    private long sent;

    /** Bytes of the client so far, and of the answer. */
    private long taken;

    private long delivered;

    CookieReplay(boolean serverEnds, Setting setting) {
        this.serverEnds = serverEnds;
        this.setting = setting;
        this.memory = new KeptState(LONGEST, setting.budget());
        this.replay = new Replay(serverEnds, setting);
    }

    @Override
    public void left(byte[] bytes) {
        var why = keep(bytes);
        if (why.isEmpty()) {
            setting.metrics().cookiesKept.increment();
        } else {
            setting.metrics().cookiesRefused.increment();
            LOG.log(Level.DEBUG, "a cookie is not kept: {0}", why);
        }
    }

    /** Why it is not kept; empty = it is. */
    private String keep(byte[] bytes) {
        return switch (StateCookie.decodeSigned(ByteBuffer.wrap(bytes))) {
            case Decoded.Bad<StateCookie>(var reason, var reports) -> reason;
            case Decoded.Message<StateCookie>(var next, var reports) -> keep(next, bytes);
        };
    }

    private String keep(StateCookie next, byte[] bytes) {
        var why = whyNot(next);
        if (!why.isEmpty()) {
            return why;
        }
        int before = memory.size();
        var full = memory.resize(bytes.length - before);
        if (full != null) {
            memory.resize(before - memory.size());
            return full.says();
        }
        begin(next);
        cookie = bytes;
        return "";
    }

    private String whyNot(StateCookie next) {
        if (session != null && !session.equals(next.session())) {
            return "it is of another session";
        }
        if (next.number() <= number) {
            return "it has number " + next.number() + ", the one before had " + number;
        }
        if (next.sent() != sent && next.sent() != delivered) {
            return "it is " + next.sent() + " bytes into the answer, of which " + delivered + " have come";
        }
        // Without its journal the session can go on only where nothing of it is needed.
        long least = replay.isProtected() ? received : taken;
        long most = replay.isProtected() ? received + replay.sent() : taken;
        if (next.received() < least || next.received() > most || !replay.isProtected() && next.sent() != delivered) {
            return "it knows of " + next.received() + " bytes of the client, where it should be " + least + " to "
                    + most;
        }
        return "";
    }

    private void begin(StateCookie next) {
        boolean atEnd = next.sent() == delivered;
        replay = replay.isProtected()
                ? replay.from((int) (next.received() - received), atEnd)
                : new Replay(serverEnds, setting);
        session = next.session();
        number = next.number();
        received = next.received();
        sent = next.sent();
    }

    @Override
    public byte @Nullable [] cookie() {
        return cookie;
    }

    @Override
    public @Nullable Unprotected unprotected() {
        return replay.unprotected();
    }

    @Override
    public boolean serverEnds() {
        return serverEnds;
    }

    @Override
    public String adviceIfDifferent() {
        return replay.adviceIfDifferent();
    }

    @Override
    public String whyUnprotected() {
        return replay.whyUnprotected();
    }

    @Override
    public boolean waitsForElement() {
        return replay.waitsForElement();
    }

    @Override
    public boolean mayStream(boolean served) {
        return replay.mayStream(served);
    }

    @Override
    public void sent(ByteBuffer bytes) {
        taken += bytes.remaining();
        replay.sent(bytes);
    }

    @Override
    public void delivered(ByteBuffer bytes) {
        delivered += bytes.remaining();
        replay.delivered(bytes);
    }

    @Override
    public void restart() {
        replay.restart();
    }

    @Override
    public boolean resend(Sink sink) {
        return replay.resend(sink);
    }

    @Override
    public long skip(long all) {
        return replay.skip(all - sent);
    }

    @Override
    public long digest() {
        return replay.digest();
    }

    @Override
    public int kept() {
        return replay.kept();
    }

    @Override
    public boolean carriesMessages() {
        return false;
    }

    @Override
    public void close() {
        replay.close();
        memory.close();
        cookie = null;
    }
}
