package io.rserpool.endpoint.element;

import io.rserpool.endpoint.element.CookieRefused.Kind;
import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.protocol.session.StateCookie;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The state of one session at an element: what its user has echoed, until the server takes it, and what the server leaves with the user.
 *
 * <p>A cookie is sent exactly behind the bytes of the answer that its state counts. So these pass through here ({@link #send}), and those of
 * the client are counted ({@link #given}). While the server has not asked for the state that its session has, it is given no bytes, and must say none.
 */
public final class SessionState {
    /** How long a server may take to ask for the state that its session has. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    private enum Phase {
        /** There is none, as far as is known. */
        NEW,
        /** There is none: the server has been told so, or has begun. */
        BEGUN,
        /** The user's echo is on its way. */
        FOLLOWS,
        /** The server has not asked for it yet. */
        OFFERED,
        /** The server has it. */
        TAKEN,
        OVER
    }

    private record Left(long received, long sent, ByteBuffer state) {}

    private final IncomingSession session;
    private final StateCookies cookies;
    private final Runnable onTaken;
    private final List<CompletableFuture<Optional<ByteBuffer>>> asking = new ArrayList<>(1);
    private final EventLoop loop;
    private EventLoop.@Nullable Timer patience;
    private Phase phase;

    /** Where the server has begun: at the beginning, or behind the state that it took. */
    private @Nullable StateCookie base;

    private long number;

    /** Bytes over the server's connection: given to it, and of its answer, those that are skipped included. */
    private long given;

    private long passed;

    /** What the last state that it left knows of, and where the last cookie stands that was sent. */
    private long lastReceived;

    private long lastSent;
    private long cookieAt;

    /** A state that is ahead of the answer that has come, or for which there was no room. */
    private @Nullable Left waiting;

    /** @param onTaken the server has its state: bytes may pass from now on */
    public SessionState(IncomingSession session, StateCookies cookies, EventLoop loop, Runnable onTaken) {
        this.session = session;
        this.cookies = cookies;
        this.loop = loop;
        this.onTaken = onTaken;
        this.phase = Phase.NEW;
        if (session.cookieFollows()) {
            await(Phase.FOLLOWS);
        }
    }

    private void await(Phase next) {
        phase = next;
        if (patience == null) {
            patience = loop.schedule(PATIENCE, this::tooLate);
        }
    }

    private void tooLate() {
        if (isPending()) {
            session.reset(
                    Reason.REJECTED,
                    "the server has not asked for the state of its session within " + PATIENCE.toSeconds() + " s");
        }
    }

    /** Whether the server has still to ask for its state. */
    public boolean isPending() {
        return phase == Phase.FOLLOWS || phase == Phase.OFFERED;
    }

    /** Whether the server has asked for it and waits. */
    public boolean isAsked() {
        return !asking.isEmpty();
    }

    /**
     * The user has echoed a cookie.
     *
     * @throws CookieRefused it is no good: the session has been reset
     */
    public void echoed(ByteBuffer cookie) throws CookieRefused {
        try {
            take(cookie);
        } catch (CookieRefused refused) {
            asking.forEach(each -> each.completeExceptionally(refused));
            asking.clear();
            // Another element may have the key; but what is old here, or another session's, is so everywhere.
            var elsewhere = refused.kind() == Kind.NO_KEY || refused.kind() == Kind.FORGED;
            session.reset(elsewhere ? Reason.REJECTED : Reason.PROTOCOL_ERROR, String.valueOf(refused.getMessage()));
            throw refused;
        }
    }

    private void take(ByteBuffer cookie) throws CookieRefused {
        if (phase == Phase.OVER) {
            return;
        }
        if (phase != Phase.FOLLOWS && phase != Phase.NEW) {
            throw new CookieRefused(Kind.BAD, "a cookie comes when the session has begun already");
        }
        var state = cookies.check(session, cookie);
        base = state;
        number = state.number();
        await(Phase.OFFERED);
        if (!asking.isEmpty()) {
            taken();
            asking.forEach(each -> each.complete(Optional.of(state.state())));
            asking.clear();
        }
    }

    private void taken() {
        phase = Phase.TAKEN;
        if (patience != null) {
            patience.cancel();
        }
        onTaken.run();
    }

    /**
     * The server asks for the state that its session has: empty = it begins. Later, if it is on its way. It may ask again until it has said something.
     *
     * @return fails with {@link CookieRefused}
     */
    public CompletableFuture<Optional<ByteBuffer>> take() {
        return switch (phase) {
            case NEW, BEGUN -> {
                phase = Phase.BEGUN;
                yield CompletableFuture.completedFuture(Optional.empty());
            }
            case FOLLOWS -> {
                var asked = new CompletableFuture<Optional<ByteBuffer>>();
                asking.add(asked);
                yield asked;
            }
            case OFFERED -> {
                taken();
                yield state();
            }
            case TAKEN -> state();
            case OVER -> CompletableFuture.failedFuture(gone());
        };
    }

    private CompletableFuture<Optional<ByteBuffer>> state() {
        var taken = base;
        if (phase == Phase.OVER || taken == null) {
            return CompletableFuture.failedFuture(gone());
        }
        return passed > 0
                ? CompletableFuture.failedFuture(
                        new CookieRefused(Kind.OLD, "the server has gone on from the state already"))
                : CompletableFuture.completedFuture(Optional.of(taken.state().duplicate()));
    }

    private static CookieRefused gone() {
        return new CookieRefused(Kind.GONE, "the session is over");
    }

    /**
     * The server leaves its state. Numbers count the bytes of its connection, or of what it would be had it not begun with a state.
     *
     * @param received bytes of the client that the state knows of: a next server is sent those that follow
     * @param sent bytes of the answer that came before it: a next server makes those that follow
     * @param state valid for good, and nobody else's
     * @throws CookieRefused it is not left; the one before remains
     */
    public void leave(long received, long sent, ByteBuffer state) throws CookieRefused {
        check(received, sent, state.remaining());
        lastReceived = received;
        lastSent = sent;
        // What the client has is behind it already, while a server makes again what was said before: its last cookie is
        // better.
        if (sent >= passed && sent >= session.skip() || sent == cookieAt) {
            waiting = new Left(received, sent, state);
            flush();
        }
    }

    private void check(long received, long sent, int size) throws CookieRefused {
        if (phase == Phase.OVER) {
            throw gone();
        }
        if (!cookies.hasKey()) {
            throw new CookieRefused(Kind.NO_KEY, "the pool has no key for cookies");
        }
        if (size > cookies.longest()) {
            throw new CookieRefused(
                    Kind.TOO_LARGE, "a state of " + size + " bytes: at most " + cookies.longest() + " fit");
        }
        if (size == 0 || received < 0 || sent < 0) {
            throw new CookieRefused(Kind.BAD, "a state has at least one byte, and counts no less than nothing");
        }
        if (received > given) {
            throw new CookieRefused(
                    Kind.BAD, "the state knows of " + received + " bytes of the client, who has sent " + given);
        }
        if (isPending()) {
            throw new CookieRefused(Kind.OLD, "the session has a state, which the server has not asked for");
        }
        if (received < lastReceived || sent < lastSent) {
            throw new CookieRefused(
                    Kind.OLD,
                    "the state counts %d bytes received and %d sent; the one before %d and %d"
                            .formatted(received, sent, lastReceived, lastSent));
        }
        if (sent < passed && sent >= session.skip() && sent != cookieAt) {
            throw new CookieRefused(
                    Kind.OLD,
                    "the state is %d bytes into the answer, of which the client has been sent %d"
                            .formatted(sent, passed));
        }
    }

    /** Sends bytes of the server to the client, as {@link IncomingSession#send}, and a cookie in its place among them. */
    public int send(ByteBuffer bytes) {
        int all = 0;
        while (bytes.hasRemaining() && flush()) {
            int before = bytes.position();
            var part = bytes.slice(before, (int) Math.min(bytes.remaining(), untilCookie()));
            int sent = session.send(part);
            bytes.position(before + sent);
            passed(sent);
            all += sent;
            if (sent < part.capacity()) {
                break;
            }
        }
        flush();
        return all;
    }

    private void passed(int bytes) {
        passed += bytes;
        begun();
    }

    private void begun() {
        if (phase == Phase.NEW) {
            phase = Phase.BEGUN;
        }
    }

    private long untilCookie() {
        return waiting == null ? Long.MAX_VALUE : waiting.sent - passed;
    }

    /** There is room to send: sends the cookie that waits if it is its turn; whether nothing has to wait for it. */
    public boolean flush() {
        var left = waiting;
        if (left == null || left.sent > passed) {
            return true;
        }
        var cookie = cookies.sign(new StateCookie(
                number + 1,
                left.received + (base == null ? 0 : base.received()),
                left.sent + (base == null ? 0 : base.sent()),
                session.handle(),
                session.id(),
                left.state));
        if (!session.sendCookie(cookie)) {
            return false;
        }
        number++;
        cookieAt = left.sent;
        waiting = null;
        return true;
    }

    /** The server has been given so many bytes of the client. */
    public void given(int bytes) {
        given += bytes;
        begun();
    }

    /** The session is over. */
    public void close() {
        phase = Phase.OVER;
        waiting = null;
        base = null;
        if (patience != null) {
            patience.cancel();
        }
        asking.forEach(each -> each.completeExceptionally(gone()));
        asking.clear();
    }
}
