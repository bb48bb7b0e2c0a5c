package io.rserpool.endpoint.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.rserpool.endpoint.element.CookieRefused.Kind;
import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.StateCookie;
import io.rserpool.simulation.network.VirtualEventLoop;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server leaves goes exactly where it belongs; what is bad, forged, old or too large does not go anywhere. */
class SessionStateTest {
    private static final byte[] KEY = bytes("a key of the pool");
    private static final byte[] NEXT_KEY = bytes("the next key of it");

    private final VirtualEventLoop loop = new VirtualEventLoop();
    private final StateCookies cookies = new StateCookies(PoolHandle.of("pool"), List.of(KEY));
    private int taken;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(bytes(text));
    }

    private static NotedSession session() {
        return new NotedSession("pool", "s-1", 0, false);
    }

    private static NotedSession moved(long skip) {
        return new NotedSession("pool", "s-1", skip, true);
    }

    private SessionState state(NotedSession session) {
        return new SessionState(session, cookies, loop, () -> taken++);
    }

    private static void refused(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(CookieRefused.class))
                .extracting(CookieRefused::kind)
                .isEqualTo(kind);
    }

    private static Kind refusedLater(java.util.concurrent.CompletableFuture<?> future) {
        return future.handle((value, failure) -> failure instanceof CookieRefused refused ? refused.kind() : null)
                .getNow(null);
    }

    private static StateCookie cookie(long number, String session) {
        return new StateCookie(number, 100, 1000, PoolHandle.of("pool"), session, buffer("state"));
    }

    private static StateCookie read(ByteBuffer cookie) {
        return ((Decoded.Message<StateCookie>) StateCookie.decodeSigned(cookie)).message();
    }

    private static void send(SessionState state, String text) {
        assertThat(state.send(buffer(text))).isEqualTo(text.length());
    }

    @Test
    void aCookieStandsBehindTheBytesThatItCounts() throws Exception {
        var session = session();
        var state = state(session);
        state.given(7);
        send(state, "ab");
        state.leave(5, 4, buffer("four"));
        send(state, "cdef");
        assertThat(session.told).hasToString("abcd<>ef");
        assertThat(read(session.cookies.getFirst()))
                .isEqualTo(new StateCookie(1, 5, 4, PoolHandle.of("pool"), "s-1", buffer("four")));
        state.leave(7, 6, buffer("six"));
        assertThat(session.told).hasToString("abcd<>ef<>");
        state.leave(7, 8, buffer("eight"));
        send(state, "gh");
        assertThat(session.told).hasToString("abcd<>ef<>gh<>");
        assertThat(read(session.cookies.getLast()).number()).isEqualTo(3);
    }

    @Test
    void ofStatesThatAreAheadTheLastGoes() throws Exception {
        var session = session();
        var state = state(session);
        state.leave(0, 2, buffer("two"));
        state.leave(0, 3, buffer("three"));
        send(state, "abcd");
        assertThat(session.told).hasToString("abc<>d");
    }

    /** A state that says nothing of the dialogue, such as a seed: all of that is repeated. */
    @Test
    void aPartialStateGoesAtOnce() throws Exception {
        var session = session();
        var state = state(session);
        state.given(7);
        send(state, "abc");
        state.leave(0, 0, buffer("seed"));
        send(state, "d");
        assertThat(session.told).hasToString("abc<>d");
        assertThat(read(session.cookies.getFirst()).sent()).isZero();
    }

    @Test
    void bytesWaitForACookieThatThereIsNoRoomFor() throws Exception {
        var session = session();
        var state = state(session);
        session.takesCookies = false;
        state.leave(0, 2, buffer("two"));
        var bytes = buffer("abcd");
        assertThat(state.send(bytes)).isEqualTo(2);
        assertThat(state.send(bytes)).isZero();
        session.takesCookies = true;
        assertThat(state.flush()).isTrue();
        assertThat(state.send(bytes)).isEqualTo(2);
        assertThat(session.told).hasToString("ab<>cd");
        session.room = 1;
        assertThat(state.send(buffer("ef"))).isEqualTo(1);
    }

    @Test
    void whatTheClientIsAheadOfIsNotSentToIt() throws Exception {
        var session = moved(6);
        var state = state(session);
        state.echoed(cookies.sign(cookie(3, "s-1")));
        state.take();
        state.given(10);
        send(state, "abcd");
        state.leave(2, 4, buffer("again"));
        send(state, "ef");
        state.leave(4, 6, buffer("new"));
        assertThat(session.told).hasToString("abcdef<>");
        assertThat(read(session.cookies.getFirst()))
                .isEqualTo(new StateCookie(4, 104, 1006, PoolHandle.of("pool"), "s-1", buffer("new")));
    }

    @Test
    void theNextServerTakesTheState() throws Exception {
        var session = moved(0);
        var state = state(session);
        assertThat(state.isPending()).isTrue();
        var early = state.take();
        assertThat(early).isNotDone();
        state.echoed(cookies.sign(cookie(3, "s-1")));
        assertThat(early.getNow(null)).contains(buffer("state"));
        assertThat(taken).isEqualTo(1);
        assertThat(state.isPending()).isFalse();
        assertThat(state.take().getNow(null)).contains(buffer("state"));
        send(state, "x");
        assertThat(refusedLater(state.take())).isEqualTo(Kind.OLD);
        loop.advance(SessionState.PATIENCE.multipliedBy(2));
        assertThat(session.told).hasToString("x");
    }

    @Test
    void aNewSessionHasNoState() {
        var state = state(session());
        assertThat(state.isPending()).isFalse();
        assertThat(state.take().getNow(null)).isEmpty();
        state.close();
        assertThat(refusedLater(state.take())).isEqualTo(Kind.GONE);
        refused(Kind.GONE, () -> state.leave(0, 0, buffer("x")));
    }

    @Test
    void aServerThatDoesNotAskIsLeft() throws Exception {
        var session = moved(0);
        var state = state(session);
        state.echoed(cookies.sign(cookie(3, "s-1")));
        refused(Kind.OLD, () -> state.leave(0, 0, buffer("x")));
        loop.advance(SessionState.PATIENCE.minusMillis(1));
        assertThat(session.told).isEmpty();
        loop.advance(Duration.ofMillis(2));
        assertThat(session.told).hasToString("; reset REJECTED");
    }

    @Test
    void whoAsksIsToldThatTheSessionIsOver() {
        var state = state(moved(0));
        var asked = state.take();
        state.close();
        assertThat(refusedLater(asked)).isEqualTo(Kind.GONE);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 0, 1, BAD", // the client has sent 7
        "-1, 0, 1, BAD",
        "0, -1, 1, BAD",
        "0, 0, 0, BAD",
        "4, 3, 1, OLD", // the last state counted 5 and 3
        "5, 2, 1, OLD",
        "5, 4, 1, OLD", // the client has been sent 6
        "5, 6, 59868, TOO_LARGE"
    })
    void whatAServerMustNotLeave(long received, long sent, int size, Kind kind) throws Exception {
        var session = session();
        var state = state(session);
        state.given(7);
        state.leave(5, 3, buffer("one"));
        send(state, "abcdef");
        refused(kind, () -> state.leave(received, sent, ByteBuffer.allocate(size)));
        assertThat(session.told).hasToString("abc<>def");
        state.leave(7, 6, ByteBuffer.allocate(cookies.longest()));
        assertThat(session.cookies.getLast().remaining()).isLessThanOrEqualTo(60_000);
    }

    private void echoRefused(NotedSession session, ByteBuffer cookie, Kind kind, String told) {
        var state = state(session);
        var asked = state.take();
        refused(kind, () -> state.echoed(cookie));
        assertThat(session.told).hasToString(told);
        assertThat(refusedLater(asked)).isEqualTo(kind);
        assertThat(session.detail).isNotEmpty();
        assertThat(taken).isZero();
    }

    @Test
    void aForgedCookieIsRefusedWhicheverBitIsTurned() {
        var good = cookies.sign(cookie(3, "s-1")).array();
        for (int bit = 0; bit < good.length * 8; bit += 7) {
            var changed = good.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            echoRefused(moved(0), ByteBuffer.wrap(changed), Kind.FORGED, "; reset REJECTED");
        }
        for (int length = 0; length < good.length; length++) {
            echoRefused(moved(0), ByteBuffer.wrap(good, 0, length), Kind.FORGED, "; reset REJECTED");
        }
    }

    @Test
    void aCookieOfAnotherPoolOrSessionIsRefused() {
        var pool = new StateCookie(3, 100, 1000, PoolHandle.of("other"), "s-1", buffer("state"));
        echoRefused(moved(0), cookies.sign(pool), Kind.FOREIGN, "; reset PROTOCOL_ERROR");
        echoRefused(moved(0), cookies.sign(cookie(3, "s-2")), Kind.FOREIGN, "; reset PROTOCOL_ERROR");
    }

    @Test
    void somethingElseThatIsSignedIsRefused() {
        echoRefused(moved(0), new SignedCookies(KEY).sign(buffer("anything")), Kind.BAD, "; reset PROTOCOL_ERROR");
    }

    /** A user that has echoed one has no older one any more; the same may come again, if that failover failed, too. */
    @Test
    void anOldCookieIsRefusedWhereANewerOneHasBeenSeen() throws Exception {
        for (int number : new int[] {3, 4, 4}) {
            state(moved(0)).echoed(cookies.sign(cookie(number, "s-1")));
        }
        echoRefused(moved(0), cookies.sign(cookie(3, "s-1")), Kind.OLD, "; reset PROTOCOL_ERROR");
    }

    @Test
    void aCookieThatComesTooLateIsRefused() {
        var session = session();
        var state = state(session);
        send(state, "x");
        refused(Kind.BAD, () -> state.echoed(cookies.sign(cookie(3, "s-1"))));
        assertThat(session.told).hasToString("x; reset PROTOCOL_ERROR");
    }

    @Test
    void withoutAKeyThereAreNoCookies() {
        var none = new StateCookies(PoolHandle.of("pool"), List.of());
        var session = moved(0);
        var state = new SessionState(session, none, loop, () -> taken++);
        refused(Kind.NO_KEY, () -> state.echoed(cookies.sign(cookie(3, "s-1"))));
        assertThat(session.told).hasToString("; reset REJECTED");
        var fresh = new SessionState(session(), none, loop, () -> taken++);
        refused(Kind.NO_KEY, () -> fresh.leave(0, 0, buffer("x")));
        assertThat(fresh.take().getNow(null)).isEmpty();
    }

    @Test
    void aKeyIsReplacedInTwoSteps() throws Exception {
        var both = new StateCookies(PoolHandle.of("pool"), List.of(KEY, NEXT_KEY));
        var next = new StateCookies(PoolHandle.of("pool"), List.of(NEXT_KEY, KEY));
        assertThat(next.check(session(), both.sign(cookie(1, "s-1"))).number()).isEqualTo(1);
        assertThat(both.check(session(), next.sign(cookie(2, "s-1"))).number()).isEqualTo(2);
        refused(Kind.FORGED, () -> cookies.check(session(), next.sign(cookie(3, "s-1"))));
    }
}
