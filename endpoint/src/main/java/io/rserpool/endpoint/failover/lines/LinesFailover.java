package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sessions that are dialogues of lines, of which patterns say what may be sent again. */
public final class LinesFailover implements Dialogue {
    private final LinesSettings settings;
    private final LineRequests requests;
    private final KeptRequests kept;
    private final Setup setup = new Setup();
    private final LineAnswers answers;
    private boolean clientEnded;

    public LinesFailover(LinesSettings settings, Setting setting) {
        this.settings = settings;
        requests = new LineRequests(settings, setting);
        kept = new KeptRequests(settings.stateLimit(), setting.budget());
        answers = new LineAnswers(settings, requests, kept, setup);
    }

    @Override
    public void sent(ByteBuffer bytes) {
        requests.sent(bytes);
    }

    @Override
    public Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> client) {
        return answers.received(bytes, client);
    }

    @Override
    public Verdict stay(Consumer<ByteBuffer> client) {
        return answers.stay(client);
    }

    @Override
    public int held() {
        return answers.held();
    }

    @Override
    public void clientEnded() {
        clientEnded = true;
    }

    @Override
    public boolean endIsFailure() {
        if (answers.isRaw() || requests.opaque() != null) {
            return false;
        }
        if (clientEnded || requests.hasQuit() || settings.serverEnds()) {
            return requests.isUnanswered() || !setup.isDone();
        }
        return true;
    }

    @Override
    public boolean isFinished() {
        return requests.hasQuit() && requests.isEmpty() && setup.isDone();
    }

    @Override
    public @Nullable Unprotected unprotected() {
        if (answers.broken() != null) {
            return answers.broken();
        }
        return requests.opaque() != null ? requests.opaque() : requests.risk();
    }

    @Override
    public void restart() {
        answers.restart();
        requests.restart();
        setup.restart(settings.greeting(), kept.all());
    }

    @Override
    public boolean resend(Sink sink) {
        setup.send(sink);
        if (!setup.isDone()) {
            return answers.awaitsFirstGreeting() && !requests.isResending();
        }
        return requests.resend(sink);
    }

    @Override
    public boolean mayStream(boolean served) {
        return served && (setup.isDone() || answers.awaitsFirstGreeting()) && !requests.isResending();
    }

    @Override
    public int kept() {
        return requests.kept() + kept.size();
    }

    @Override
    public void close() {
        requests.close();
        kept.close();
    }
}
