package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.failover.FailoverSettings;
import io.rserpool.endpoint.failover.http.HttpSettings;
import io.rserpool.endpoint.failover.lines.AnswerPatterns;
import io.rserpool.endpoint.failover.lines.LinesSettings;
import io.rserpool.endpoint.failover.lines.RequestPatterns;
import io.rserpool.endpoint.failover.redis.RedisSettings;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a mode is told changes what becomes of a session whose element dies. */
class ToldSessionTest {
    private static final FailoverSettings NEVER = FailoverSettings.DEFAULT.withServerEnds(false);
    private static final String POST = "POST /f HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private final Lab lab = new Lab(1);
    private final SpeakingServer first = new SpeakingServer();
    private final SpeakingServer second = new SpeakingServer();
    private Lab.Element one;
    private PoolUser user;

    @BeforeEach
    void pool() {
        lab.registrar(1);
        one = lab.registeredElement(1, first);
        user = lab.user();
    }

    private TestClient open(FailoverMode mode, FailoverSettings settings) {
        return TestClient.open(user, SessionOptions.DEFAULT.withMode(mode).withFailover(settings));
    }

    /** Says this, which the first server hears; then that dies, and there is another one. */
    private TestClient dies(FailoverMode mode, FailoverSettings settings, String request) {
        var client = open(mode, settings).send(request);
        lab.run(() -> first.heard.toString().endsWith(request));
        lab.registeredElement(2, second);
        first.sessions.getLast().reset(Reason.SERVER_FAILED, "");
        return client;
    }

    @Test
    void aMethodThatMayBeExecutedTwiceIsSentAgain() {
        second.answers = _ -> OK;
        var http = HttpSettings.DEFAULT.withResend("POST");
        var client = dies(FailoverMode.HTTP, FailoverSettings.DEFAULT.withHttp(http), POST);
        lab.run(() -> client.text().equals(OK));
        assertThat(second.heard).hasToString(POST);
    }

    @Test
    void anotherOneEndsWithItsReason() {
        var client = dies(FailoverMode.HTTP, FailoverSettings.DEFAULT, POST);
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(client.detail).contains("must not be executed twice");
        assertThat(second.heard).isEmpty();
    }

    @Test
    void aCommandThatMayBeExecutedTwiceIsSentAgain() {
        second.answers = _ -> ":1\r\n";
        var redis = RedisSettings.DEFAULT.withResend("INCR");
        var client = dies(FailoverMode.REDIS, FailoverSettings.DEFAULT.withRedis(redis), "INCR a\r\n");
        lab.run(() -> client.text().equals(":1\r\n"));
    }

    private static FailoverSettings lines(RequestPatterns requests) {
        return FailoverSettings.DEFAULT.withLines(LinesSettings.DEFAULT
                .with(requests, AnswerPatterns.NONE.withEnd("^\\.$"))
                .withGreeting(true));
    }

    @Test
    void aProtocolOfItsOwnGoesOnByItsPatterns() {
        first.greeting = "hello 1\n.\n";
        second.greeting = "hello 2\n.\n";
        first.answers = text -> text.startsWith("LOGIN") ? "welcome\n.\n" : "one\n";
        second.answers = text -> text.startsWith("LOGIN") ? "welcome\n.\n" : "one\ntwo\n.\n";
        var client = open(
                        FailoverMode.LINES,
                        lines(RequestPatterns.NONE.withSafe("^SHOW ").withKeep("^LOGIN ")))
                .send("LOGIN me\n");
        lab.run(() -> client.text().endsWith("welcome\n.\n"));
        client.send("SHOW all\n");
        lab.run(() -> client.text().endsWith("one\n"));
        lab.registeredElement(2, second);
        one.crash();
        lab.run(() -> client.text().endsWith("two\n.\n"));
        assertThat(client.text()).isEqualTo("hello 1\n.\nwelcome\n.\none\ntwo\n.\n");
        assertThat(second.heard).hasToString("LOGIN me\nSHOW all\n");
    }

    @Test
    void whatNoPatternSaysIsSafeEndsWithItsReason() {
        first.greeting = "hello 1\n.\n";
        var client = dies(FailoverMode.LINES, lines(RequestPatterns.NONE.withSafe("^SHOW ")), "BUY 1\n");
        lab.run(() -> client.closed);
        assertThat(client.detail).contains("must not be executed twice");
    }

    @ParameterizedTest
    @EnumSource(names = {"RECONNECT", "REPLAY", "HTTP"})
    void aServerMayEndFirst(FailoverMode mode) {
        var client = open(mode, FailoverSettings.DEFAULT);
        lab.run(() -> client.events.contains("connected 1"));
        first.sessions.getLast().end();
        lab.run(() -> client.ended);
        assertThat(client.reset).isNull();
        assertThat(client.failovers).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLAY", "HTTP", "REDIS", "LINES"})
    void aServerThatNeverEndsFirstHasFailedIfItDoes(FailoverMode mode) {
        var client = open(mode, NEVER);
        lab.run(() -> client.events.contains("connected 1"));
        lab.registeredElement(2, second);
        first.sessions.getLast().end();
        lab.run(() -> client.failovers.size() == 1);
        assertThat(client.failovers.getFirst().kind()).isEqualTo(FailureKind.SERVER);
        assertThat(client.ended).isFalse();
    }

    /** The client's own end comes first: what its server says then, and its end, are as they should be. */
    @Test
    void afterTheClientsEndTheServersIsNoFailure() {
        var client = open(FailoverMode.REPLAY, NEVER).send("x").end();
        lab.run(() -> first.heard.toString().equals("x"));
        lab.advance(Lab.SOON);
        first.sessions.getLast().end();
        lab.run(() -> client.closed);
        assertThat(client.ended).isTrue();
        assertThat(client.reset).isNull();
    }

    @Test
    void whereNothingIsKeptSuchAnEndIsAReset() {
        first.answers = text -> text;
        var client = open(FailoverMode.RECONNECT, NEVER).send("x");
        lab.run(() -> client.text().equals("x"));
        first.sessions.getLast().end();
        lab.run(() -> client.closed);
        assertThat(client.ended).isFalse();
        assertThat(client.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(client.detail).contains("has ended too early");
    }

    @Test
    void aRedisThatMayEndFirstEndsForTheClient() {
        var client = open(FailoverMode.REDIS, FailoverSettings.DEFAULT.withServerEnds(true));
        lab.run(() -> client.events.contains("connected 1"));
        first.sessions.getLast().end();
        lab.run(() -> client.ended);
        assertThat(client.reset).isNull();
    }
}
