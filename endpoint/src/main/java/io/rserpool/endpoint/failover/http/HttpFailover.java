package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of HTTP/1.1. Requests that are not answered are sent again, if they may be; a response that is partly delivered goes on at the exact byte,
 * or ends as a broken one.
 */
public final class HttpFailover implements Dialogue {
    private final HttpRequests requests;
    private final Answers answers;
    private final boolean serverEnds;
    private boolean clientEnded;

    public HttpFailover(HttpSettings settings, Setting setting) {
        requests = new HttpRequests(settings, setting);
        answers = new Answers(settings, requests);
        serverEnds = settings.serverEnds();
    }

    @Override
    public void sent(ByteBuffer bytes) {
        requests.sent(bytes);
    }

    /** Never moves the session. */
    @Override
    public Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> client) {
        return answers.received(bytes, client);
    }

    @Override
    public Verdict stay(Consumer<ByteBuffer> client) {
        return GO_ON;
    }

    @Override
    public int held() {
        return answers.held();
    }

    /** A client that has said all may still be answered. */
    @Override
    public void clientEnded() {
        clientEnded = true;
    }

    /**
     * A response short of its length or of its last chunk is cut, however its end looks; so is a connection with requests that are not answered,
     * and where servers do not end idle connections, one that is idle and was not said to end.
     */
    @Override
    public boolean endIsFailure() {
        return answers.endIsFailure() || (!serverEnds && !clientEnded && isIdle() && !isFinished());
    }

    @Override
    public void serverEnded(Consumer<ByteBuffer> client) {
        answers.serverEnded(client);
    }

    @Override
    public boolean isFinished() {
        return answers.isFinished();
    }

    /** Whether the session is between two exchanges: nothing is kept, and it moves without anything to be sent again. */
    public boolean isIdle() {
        return !answers.isRaw() && requests.isIdle();
    }

    @Override
    public @Nullable Unprotected unprotected() {
        return answers.unprotected() == null ? requests.risk() : answers.unprotected();
    }

    @Override
    public void restart() {
        answers.restart();
        requests.restart();
    }

    @Override
    public boolean resend(Sink sink) {
        return requests.resend(sink);
    }

    @Override
    public boolean mayStream(boolean served) {
        return served && requests.isSent();
    }

    @Override
    public int kept() {
        return requests.kept();
    }

    @Override
    public void close() {
        answers.close();
        requests.close();
    }
}
