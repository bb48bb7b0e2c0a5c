package io.rserpool.endpoint.failover;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.element.SignedCookies;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.RunningDigest;
import io.rserpool.protocol.session.StateCookie;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept beside the last cookie, and which cookies are not kept. */
class CookieReplayTest {
    private static final int LIMIT = 100;

    private final EndpointMetrics metrics = new EndpointMetrics();
    private final List<String> lost = new ArrayList<>();
    private JournalBudget budget = new JournalBudget(1 << 20);
    private CookieReplay failover = begin();

    private CookieReplay begin() {
        return new CookieReplay(true, new Failover.Setting(LIMIT, budget, metrics, () -> true, lost::add));
    }

    private static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] cookie(long number, long received, long sent, String session, int size) {
        var state = new StateCookie(number, received, sent, PoolHandle.of("pool"), session, ByteBuffer.allocate(size));
        return new SignedCookies(new byte[16]).sign(state.encode()).array();
    }

    private static byte[] cookie(long number, long received, long sent) {
        return cookie(number, received, sent, "s-1", 4);
    }

    private void kept(byte[] cookie) {
        failover.left(cookie);
        assertThat(failover.cookie()).isEqualTo(cookie);
    }

    private void refused(byte[] cookie) {
        var before = failover.cookie();
        var count = metrics.cookiesRefused.sum();
        failover.left(cookie);
        assertThat(failover.cookie()).isSameAs(before);
        assertThat(metrics.cookiesRefused.sum()).isEqualTo(count + 1);
    }

    private void says(String text) {
        failover.sent(buffer(text));
    }

    private void hears(String text) {
        failover.delivered(buffer(text));
    }

    /** What the next element is sent. */
    private String again() {
        failover.restart();
        var text = new StringBuilder();
        assertThat(failover.resend(bytes -> {
                    int size = bytes.remaining();
                    text.append(StandardCharsets.US_ASCII.decode(bytes));
                    return size;
                }))
                .isTrue();
        return text.toString();
    }

    private static long digest(String text) {
        var digest = new RunningDigest();
        digest.update(buffer(text));
        return digest.value();
    }

    @Test
    void withoutACookieItIsAReplay() {
        says("abc");
        hears("ABC");
        assertThat(failover.cookie()).isNull();
        assertThat(failover.skip(3)).isEqualTo(3);
        assertThat(failover.digest()).isEqualTo(digest("ABC"));
        assertThat(again()).isEqualTo("abc");
    }

    @Test
    void whatFollowsTheStateIsRepeatedAndNothingElse() {
        says("abcdef");
        hears("ABCD");
        kept(cookie(1, 4, 4));
        hears("EF");
        says("gh");
        assertThat(failover.skip(6)).isEqualTo(2);
        assertThat(failover.digest()).isEqualTo(digest("EF"));
        assertThat(again()).isEqualTo("efgh");
        kept(cookie(2, 8, 6));
        assertThat(failover.skip(6)).isZero();
        assertThat(failover.digest()).isZero();
        assertThat(again()).isEmpty();
        assertThat(metrics.cookiesKept.sum()).isEqualTo(2);
    }

    @Test
    void aPartialStateTakesNothingAway() {
        says("abc");
        hears("ABC");
        kept(cookie(1, 0, 0));
        assertThat(failover.skip(3)).isEqualTo(3);
        assertThat(failover.digest()).isEqualTo(digest("ABC"));
        assertThat(again()).isEqualTo("abc");
    }

    @Test
    void aCookieThatComesWhileTheNextElementIsStillBeingSentThings() {
        says("abcdef");
        failover.restart();
        failover.resend(bytes -> {
            bytes.position(bytes.position() + 3);
            return 3;
        });
        refused(cookie(1, 4, 0));
        kept(cookie(2, 2, 0));
        var rest = new StringBuilder();
        failover.resend(bytes -> {
            int size = bytes.remaining();
            rest.append(StandardCharsets.US_ASCII.decode(bytes));
            return size;
        });
        assertThat(rest).hasToString("def");
        assertThat(again()).isEqualTo("cdef");
    }

    @Test
    void badOnesAreRefusedAndTheOneBeforeRemains() {
        says("abcdef");
        hears("ABCD");
        refused(new byte[] {1, 2, 3});
        refused(new SignedCookies(new byte[16]).sign(buffer("not ours")).array());
        kept(cookie(5, 4, 4));
        refused(cookie(5, 5, 4));
        refused(cookie(4, 5, 4));
        refused(cookie(6, 5, 4, "s-2", 4));
        refused(cookie(6, 3, 4)); // older by what it knows of
        refused(cookie(6, 7, 4)); // more than the client has said
        hears("EF");
        refused(cookie(6, 6, 5)); // in the past of the answer
        refused(cookie(6, 6, 7)); // in its future
        assertThat(again()).isEqualTo("ef");
        kept(cookie(6, 6, 6));
    }

    @Test
    void aStateThatKnowsAllGivesTheProtectionBackThatAFullJournalCost() {
        says("x".repeat(LIMIT + 1));
        assertThat(failover.unprotected()).isEqualTo(Unprotected.JOURNAL_LIMIT);
        hears("ABC");
        refused(cookie(1, LIMIT, 3)); // one byte is not kept anywhere
        refused(cookie(1, LIMIT + 1, 0)); // nor is what it was answered
        kept(cookie(1, LIMIT + 1, 3));
        assertThat(failover.unprotected()).isNull();
        says("y");
        assertThat(again()).isEqualTo("y");
        assertThat(failover.skip(3)).isZero();
        assertThat(lost).hasSize(1);
    }

    @Test
    void cookiesAreWithinTheBudgetOfJournals() {
        budget = new JournalBudget(40_000);
        failover = begin();
        kept(cookie(1, 0, 0, "s-1", 10_000));
        assertThat(budget.used()).isBetween(10_000L, 16_384L);
        refused(cookie(2, 0, 0, "s-1", 50_000));
        kept(cookie(3, 0, 0, "s-1", 20_000));
        failover.close();
        assertThat(budget.used()).isZero();
        assertThat(metrics.journalBytesActive.sum()).isZero();
    }

    /** The copy of what is left of a journal is what costs the journal itself its place. */
    @Test
    void aJournalThatGivesWayToItsOwnCopyIsLost() {
        budget = new JournalBudget(1_024);
        failover = new CookieReplay(true, new Failover.Setting(10_000, budget, metrics, () -> true, lost::add));
        says("x".repeat(900));
        kept(cookie(1, 890, 0));
        assertThat(failover.unprotected() == null ? again() : "x".repeat(10)).isEqualTo("x".repeat(10));
        assertThat(budget.used()).isLessThanOrEqualTo(1_024);
        failover.close();
        assertThat(budget.used()).isZero();
    }
}
