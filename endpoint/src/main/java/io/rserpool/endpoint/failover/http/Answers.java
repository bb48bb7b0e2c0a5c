package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.GivenAnswer;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a server's responses and passes on what is the client's. */
final class Answers {
    private final HttpRequests requests;
    private final HeadReader reader;
    private final BodyReader body;
    private Consumer<ByteBuffer> client = _ -> {};

    /** The request whose answer's body is coming; null = a head comes next. */
    private @Nullable HttpRequest current;

    /** Whether bytes are passed on unread. */
    private boolean raw;

    /** Whether the server has said that it ends the connection after what it has answered. */
    private boolean closes;

    private Verdict.@Nullable Break broken;

    Answers(HttpSettings settings, HttpRequests requests) {
        this.requests = requests;
        this.reader = new HeadReader(settings.headLimit(), ResponseHead.PREFIX);
        this.body = new BodyReader(settings);
    }

    boolean isRaw() {
        return raw;
    }

    int held() {
        return reader.size() + body.held();
    }

    @Nullable
    Unprotected unprotected() {
        return broken == null ? null : broken.reason();
    }

    void restart() {
        close();
        closes = false;
    }

    void close() {
        current = null;
        reader.clear();
        body.clear();
    }

    boolean endIsFailure() {
        if (raw || (requests.opaque() != null && !isAgain())) {
            return false;
        }
        var request = current;
        if (request != null) {
            return !body.isUntilClose() || request.isBehind();
        }
        return reader.size() > 0 || (requests.isUnanswered() && !closes);
    }

    /** The end is not one of a failure. */
    void serverEnded(Consumer<ByteBuffer> to) {
        if (current != null && body.isUntilClose()) {
            body.finishAgain(current, to);
        }
    }

    boolean isFinished() {
        return closes && current == null && !raw;
    }

    Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> to) {
        client = to;
        if (requests.opaque() != null && !raw && !isAgain()) {
            becomeRaw();
        }
        while (bytes.hasRemaining() && broken == null) {
            if (raw) {
                give(bytes.slice());
                break;
            }
            try {
                next(bytes);
            } catch (NotUnderstood e) {
                notUnderstood(String.valueOf(e.getMessage()));
            }
        }
        bytes.position(bytes.limit());
        return broken == null ? Dialogue.GO_ON : broken;
    }

    private void next(ByteBuffer bytes) throws NotUnderstood {
        if (current != null) {
            body(bytes, current);
            return;
        }
        var first = requests.first();
        if (first == null || first.answered) {
            throw new NotUnderstood("an answer to nothing");
        }
        if (reader.read(bytes)) {
            head(ResponseHead.parse(reader.text(), first.head.method()), first);
        }
    }

    /** Whether an answer is not passed on as it comes, and so must be read to its end. */
    private boolean isAgain() {
        var first = current == null ? requests.first() : current;
        return first != null && (first.again || first.events);
    }

    private void notUnderstood(String what) {
        if (isAgain()) {
            end(Unprotected.NOT_UNDERSTOOD, what);
        } else {
            pass(Unprotected.NOT_UNDERSTOOD, what);
        }
    }

    /** From now on bytes are passed on unread, if the server has all that the client has said. */
    private void pass(Unprotected why, String what) {
        if (requests.isSent()) {
            requests.becomeOpaque(why, what);
            becomeRaw();
        } else {
            end(why, what);
        }
    }

    private void becomeRaw() {
        raw = true;
        give(reader.bytes());
        give(body.heldBytes());
        close();
    }

    private void give(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            client.accept(bytes);
        }
    }

    private void end(Unprotected reason, String detail) {
        broken = new Verdict.Break(reason, detail);
        close();
    }

    private void head(ResponseHead head, HttpRequest request) {
        if (head.status() == 101 && !request.again) {
            pass(Unprotected.UPGRADED, "");
            return;
        }
        if (head.isInterim()) {
            interim(request);
            return;
        }
        var rest = request.again && request.ranged && head.status() == 206;
        if (!request.again) {
            request.told = head;
            request.given = request.repeatable ? new GivenAnswer() : null;
            request.events = request.repeatable && head.hasEvents();
            give(reader.bytes());
        } else if (!isSame(head, request, rest)) {
            return;
        }
        reader.clear();
        closes = head.closes() || request.head.closes();
        current = request;
        body.begin(head.body());
        if (head.body().equals(Body.NONE)) {
            finish(request);
        }
    }

    private void interim(HttpRequest request) {
        if (++request.interims > request.interimsTold && !request.again) {
            request.interimsTold++;
            give(reader.bytes());
        }
        reader.clear();
    }

    private boolean isSame(ResponseHead head, HttpRequest request, boolean rest) {
        var told = request.told;
        var given = request.given;
        if (told == null || given == null) {
            throw new IllegalStateException("nothing was told");
        }
        var difference = rest ? head.differenceOfRest(told, given.length()) : head.difference(told);
        if (!difference.isEmpty()) {
            end(Unprotected.ANSWER_DIFFERED, difference);
            return false;
        }
        if (rest) {
            given.goOn();
        }
        return true;
    }

    private void body(ByteBuffer bytes, HttpRequest request) throws NotUnderstood {
        var ended = isAgain() ? body.again(bytes, request, client) : body.pass(bytes, request, client);
        if (body.differs()) {
            var reason = request.lost == null ? Unprotected.ANSWER_DIFFERED : request.lost;
            end(reason, "the body differs from what the client has of it");
        } else if (ended) {
            finish(request);
        }
    }

    /** The response is complete. */
    private void finish(HttpRequest request) {
        if (isAgain() && !body.finishAgain(request, client)) {
            end(Unprotected.ANSWER_DIFFERED, "the body ends before what the client has of it");
            return;
        }
        current = null;
        body.clear();
        if (!requests.answeredFirst(request)) {
            end(Unprotected.NOT_UNDERSTOOD, "an answer to a request that is not sent yet");
        }
    }
}
