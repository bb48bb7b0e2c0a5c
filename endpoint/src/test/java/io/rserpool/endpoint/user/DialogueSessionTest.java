package io.rserpool.endpoint.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.session.SessionMessage.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions whose failover reads along, from element to element. */
class DialogueSessionTest {
    private static final SessionOptions HTTP = SessionOptions.DEFAULT.withMode(FailoverMode.HTTP);
    private static final SessionOptions REDIS = SessionOptions.DEFAULT.withMode(FailoverMode.REDIS);
    private static final SessionOptions SMTP = SessionOptions.DEFAULT.withMode(FailoverMode.SMTP);
    private static final String GET = "GET /f HTTP/1.1\r\nHost: a\r\n\r\n";

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

    private void addSecond() {
        lab.registeredElement(2, second);
    }

    private static String response(String date, String body) {
        return "HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aResponseGoesOnAtTheExactByte() {
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        lab.run(() -> client.text().length() == 55);
        addSecond();
        second.answers = _ -> response("Tue", "0123456789");
        one.crash();
        lab.run(() -> client.text().endsWith("0123456789"));
        assertThat(client.text()).isEqualTo(response("Mon", "0123456789"));
        assertThat(second.heard).hasToString(GET);
        assertThat(client.failovers).hasSize(1);
    }

    @Test
    void anOtherAnswerEndsItAsABrokenOne() {
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        lab.run(() -> client.text().length() == 55);
        addSecond();
        second.answers = _ -> response("Tue", "something ");
        one.crash();
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.DIVERGED);
        assertThat(client.detail).contains("another element answers differently");
        assertThat(client.text()).isEqualTo(response("Mon", "0123456789").substring(0, 55));
    }

    /** In mode replay the same server's Date makes a difference: people are told what they need. */
    @Test
    void replayBeforeAnHttpServerSaysWhatItNeeds() {
        var client = TestClient.open(user, HTTP.withMode(FailoverMode.REPLAY)).send(GET);
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        lab.run(() -> client.text().length() == 55);
        addSecond();
        second.answers = _ -> response("Tue", "0123456789");
        one.crash();
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.DIVERGED);
        assertThat(client.detail).contains("such a pool needs failover http");
    }

    @Test
    void anEndShortOfTheLengthIsAFailure() {
        var client = TestClient.open(user, HTTP).send(GET);
        addSecond();
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        second.answers = _ -> response("Tue", "0123456789");
        lab.run(() -> client.text().length() == 55);
        first.sessions.getLast().end();
        lab.run(() -> client.text().endsWith("0123456789"));
        assertThat(client.failovers).hasSize(1);
        assertThat(client.failovers.getFirst().kind()).isEqualTo(FailureKind.SERVER);
    }

    /** What is skipped costs the client's window nothing, nor the time of a client that does not read. */
    @Test
    void aLargeResponseGoesOnWithinTheWindow() {
        var body = "0123456789abcdef".repeat(1 << 16);
        var whole = response("Mon", body);
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> whole.substring(0, 600_000);
        lab.run(() -> client.text().length() == 600_000);
        addSecond();
        second.answers = _ -> response("Tue", body);
        one.crash();
        lab.run(() -> client.text().length() == whole.length());
        assertThat(client.text()).isEqualTo(whole);
    }

    @Test
    void aReaderThatPausesIsNotFlooded() {
        var body = "0123456789abcdef".repeat(1 << 16);
        var client = TestClient.open(user, HTTP);
        client.reading = false;
        client.send(GET);
        first.answers = _ -> response("Mon", body);
        lab.advance(Lab.SOON);
        assertThat(client.unread).isBetween(1, lab.limits.window());
        client.reading = true;
        client.read(client.unread);
        lab.run(() -> client.text().endsWith(body));
        assertThat(client.text()).isEqualTo(response("Mon", body));
    }

    @Test
    void anIdleConnectionMovesWithoutAnything() {
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> response("Mon", "one");
        lab.run(() -> client.text().endsWith("one"));
        addSecond();
        second.answers = _ -> response("Tue", "two");
        one.crash();
        lab.run(() -> client.failovers.size() == 1);
        assertThat(second.heard).isEmpty();
        client.send(GET);
        lab.run(() -> client.text().endsWith("two"));
    }

    /** The element is still finding out what its server's end was; that it cut the answer is known here. */
    @Test
    void anAnswerThatIsCutNeedsNoJudgement() {
        var client = TestClient.open(user, HTTP).send(GET);
        addSecond();
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        second.answers = _ -> response("Tue", "0123456789");
        lab.run(() -> client.text().length() == 55);
        first.sessions.getLast().ending(true);
        lab.run(() -> client.text().endsWith("0123456789"));
        assertThat(client.failovers).hasSize(1);
        assertThat(client.failovers.getFirst().kind()).isEqualTo(FailureKind.SERVER);
    }

    @Test
    void norDoesAnEndThatWasAnnounced() {
        var whole = response("Mon", "0123456789").replace("Date", "Connection: close\r\nDate");
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> whole;
        lab.run(() -> client.text().equals(whole));
        first.sessions.getLast().ending(false);
        lab.run(() -> client.events.contains("end"));
        client.session.end();
        first.sessions.getLast().end();
        lab.run(() -> client.closed);
        assertThat(client.events).containsExactly("connected 1", "end");
        lab.advance(Lab.SOON);
        assertThat(lab.metrics.protocolErrors.sum()).isZero();
    }

    /** Its server may be dead: then the connection goes on at another element, and its client notices nothing. */
    @Test
    void anEndBetweenTwoRequestsIsWaitedFor() {
        var client = TestClient.open(user, HTTP).send(GET);
        addSecond();
        first.answers = _ -> response("Mon", "0123456789");
        second.answers = _ -> response("Tue", "0123456789");
        lab.run(() -> client.text().endsWith("0123456789"));
        first.sessions.getLast().ending(false);
        lab.advance(Lab.SOON);
        assertThat(client.events).containsExactly("connected 1");
        first.sessions.getLast().reset(Reason.SERVER_FAILED, "nobody listens");
        lab.run(() -> !client.failovers.isEmpty());
        client.send(GET);
        lab.run(() -> client.text().contains("Tue"));
    }

    @Test
    void whereNobodyReadsAlongOnlyTheElementKnows() {
        var client = TestClient.open(user, HTTP.withMode(FailoverMode.REPLAY)).send(GET);
        addSecond();
        first.answers = _ -> response("Mon", "0123456789").substring(0, 55);
        lab.run(() -> client.text().length() == 55);
        first.sessions.getLast().ending(true);
        lab.advance(Lab.SOON);
        assertThat(client.failovers).isEmpty();
        assertThat(second.sessions).isEmpty();
    }

    /** A client that waits for the end of the connection would wait for ever: no other element owes it one. */
    @Test
    void aServerThatDiesBeforeTheEndItHasAnnouncedHasEnded() {
        var whole = response("Mon", "0123456789").replace("Date", "Connection: close\r\nDate");
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> whole;
        lab.run(() -> client.text().equals(whole));
        addSecond();
        one.crash();
        lab.run(() -> client.events.contains("end"));
        assertThat(client.failovers).isEmpty();
        client.session.end();
        lab.run(() -> client.closed);
        assertThat(client.reset).isNull();
        assertThat(second.sessions).isEmpty();
    }

    /** Its client may still be reading; a reset would take from it what it has not read yet. */
    @Test
    void anElementThatEndsAfterItsServerCostsTheClientNothing() {
        var whole = response("Mon", "0123456789").replace("Date", "Connection: close\r\nDate");
        var client = TestClient.open(user, HTTP).send(GET);
        first.answers = _ -> whole;
        lab.run(() -> client.text().equals(whole));
        first.sessions.getLast().end();
        lab.run(() -> client.events.contains("end"));
        first.sessions.getLast().reset(Reason.SERVER_FAILED, "the element ends");
        lab.advance(Lab.SOON);
        assertThat(client.closed).isFalse();
        client.session.end();
        assertThat(client.closed).isTrue();
        assertThat(client.reset).isNull();
    }

    @Test
    void soHasOneThatHasTakenItsLeave() {
        var client = TestClient.open(user, REDIS).send("QUIT\r\n");
        first.answers = _ -> "+OK\r\n";
        lab.run(() -> client.text().equals("+OK\r\n"));
        addSecond();
        one.crash();
        lab.run(() -> client.events.contains("end"));
        assertThat(client.failovers).isEmpty();
    }

    /** Its element is only silent: whether it is dead shows much later. */
    @Test
    void soHasOneThatIsSilent() {
        var client = TestClient.open(user, SMTP).send("QUIT\r\n");
        first.answers = _ -> "220 a\r\n221 b\r\n";
        lab.run(() -> client.text().endsWith("221 b\r\n"));
        addSecond();
        lab.advance(Lab.SOON);
        lab.network.freeze(Lab.elementHost(1), true);
        lab.run(() -> client.events.contains("end"));
        assertThat(second.sessions).isEmpty();
    }

    @Test
    void aWriteUnderWayEndsWithItsReason() {
        var client = TestClient.open(user, REDIS).send("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n");
        lab.run(() -> !first.heard.isEmpty());
        addSecond();
        first.sessions.getLast().reset(Reason.SERVER_FAILED, "");
        lab.run(() -> client.closed);
        assertThat(client.reset).isEqualTo(Reason.SERVER_FAILED);
        assertThat(client.detail).contains("must not be executed twice");
    }

    @Test
    void aReadUnderWayIsAskedAgainOnceTheStateIsSetUp() {
        var client = TestClient.open(user, REDIS).send("SELECT 3\r\n");
        first.answers = text -> text.contains("SELECT") ? "+OK\r\n" : "";
        lab.run(() -> client.text().equals("+OK\r\n"));
        client.send("GET a\r\n");
        lab.run(() -> first.heard.toString().contains("GET"));
        addSecond();
        second.answers = text -> text.contains("SELECT") ? "+OK\r\n" : "$1\r\n7\r\n";
        one.crash();
        lab.run(() -> client.text().endsWith("$1\r\n7\r\n"));
        assertThat(client.text()).isEqualTo("+OK\r\n$1\r\n7\r\n");
        assertThat(second.heard.toString()).containsSubsequence("SELECT", "GET a");
    }

    @Test
    void aReplicaThatRefusesIsLeft() {
        addSecond();
        first.answers = _ -> "-READONLY You can't write against a read only replica.\r\n";
        second.answers = first.answers;
        var client = TestClient.open(user, REDIS);
        lab.run(() -> client.events.contains("connected 1") || client.events.contains("connected 2"));
        var other = client.events.contains("connected 1") ? second : first;
        other.answers = _ -> "+OK\r\n";
        client.send("SET a 1\r\n");
        lab.run(() -> !client.text().isEmpty());
        assertThat(client.text()).isEqualTo("+OK\r\n");
        assertThat(client.failovers).hasSize(1);
    }

    /** The registrar is asked first whom else there is, which takes a moment. */
    @Test
    void whatIsSaidWhileItMovesIsNotLost() {
        first.answers = _ -> "-READONLY You can't write against a read only replica.\r\n";
        second.answers = text -> "+OK\r\n".repeat(text.split("SET").length - 1);
        var client = TestClient.open(user, REDIS);
        lab.run(() -> client.events.contains("connected 1"));
        addSecond();
        lab.advance(Lab.SOON);
        client.send("SET a 1\r\n");
        lab.run(() -> !first.heard.isEmpty());
        var more = new int[] {3};
        lab.run(() -> {
            if (more[0]-- > 0) {
                client.send("SET b 2\r\n");
            }
            return client.text().length() >= 4 * "+OK\r\n".length();
        });
        assertThat(client.text()).isEqualTo("+OK\r\n".repeat(4));
        assertThat(second.heard).hasToString("SET a 1\r\n" + "SET b 2\r\n".repeat(3));
    }

    @Test
    void whereThereIsNoOtherTheClientGetsTheRefusal() {
        first.answers = _ -> "-READONLY You can't write against a read only replica.\r\n";
        var client = TestClient.open(user, REDIS).send("SET a 1\r\n");
        lab.run(() -> client.text().startsWith("-READONLY"));
        assertThat(client.closed).isFalse();
        client.send("SET a 2\r\n");
        lab.run(() -> client.text().split("READONLY").length == 3);
    }
}
