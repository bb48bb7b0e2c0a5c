package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.BoundedPattern;
import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.Unprotected;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a server's lines and bodies, answer by answer, and passes on what is the client's. */
final class LineAnswers {
    private static final int LONGEST_CAUSE = 100;

    private final AnswerPatterns patterns;
    private final LineRequests requests;
    private final AnswerDelivery delivery;
    private final Line line;

    /** What moves the session, and what came after it. */
    private final ByteArrayOutputStream held = new ByteArrayOutputStream(0);

    private Consumer<ByteBuffer> client = _ -> {};

    /** Whether the answer that is being read has begun. */
    private boolean inside;

    /** Bytes left of a body in it. */
    private long body;

    /** Its last line, once that is there. */
    private @Nullable String last;

    private boolean moving;
    private boolean staying;
    private boolean raw;
    private Verdict.@Nullable Break broken;

    LineAnswers(LinesSettings settings, LineRequests requests, KeptRequests kept, Setup setup) {
        this.patterns = settings.answers();
        this.requests = requests;
        this.delivery = new AnswerDelivery(patterns, requests, kept, setup);
        this.line = new Line(settings.lineLimit());
    }

    /** Whether the client is to get the greeting, and may speak before it. */
    boolean awaitsFirstGreeting() {
        return delivery.isFirstGreeting();
    }

    boolean isRaw() {
        return raw;
    }

    int held() {
        return line.size() + held.size();
    }

    @Nullable
    Unprotected broken() {
        return broken == null ? null : broken.reason();
    }

    void restart() {
        rewind();
        delivery.restart();
    }

    private void rewind() {
        held.reset();
        moving = false;
        begin();
        line.clear();
    }

    private void begin() {
        inside = false;
        body = 0;
        last = null;
    }

    Verdict received(ByteBuffer bytes, Consumer<ByteBuffer> to) {
        client = to;
        var verdict = broken == null ? read(bytes) : broken;
        if (verdict instanceof Verdict.Move) {
            moving = true;
            hold(bytes);
        }
        bytes.position(bytes.limit());
        return verdict;
    }

    private Verdict read(ByteBuffer bytes) {
        if (moving) {
            hold(bytes);
            return Dialogue.GO_ON;
        }
        if (requests.opaque() != null && !delivery.isSkipping()) {
            becomeRaw();
        }
        Verdict verdict = Dialogue.GO_ON;
        while (bytes.hasRemaining() && verdict instanceof Verdict.GoOn) {
            if (raw) {
                give(bytes.slice());
                return verdict;
            }
            verdict = body > 0 ? body(bytes) : line(bytes);
        }
        return verdict;
    }

    private void hold(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        held.writeBytes(copy);
    }

    private void give(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            client.accept(bytes);
        }
    }

    private void becomeRaw() {
        raw = true;
        give(line.bytes());
        line.clear();
    }

    Verdict stay(Consumer<ByteBuffer> to) {
        var again = ByteBuffer.wrap(held.toByteArray());
        rewind();
        var first = requests.first();
        if (first != null) {
            first.refused = false;
        }
        staying = true;
        var verdict = received(again, to);
        staying = false;
        return verdict;
    }

    private Verdict body(ByteBuffer bytes) {
        var size = (int) Math.min(body, bytes.remaining());
        var part = bytes.slice(bytes.position(), size);
        bytes.position(bytes.position() + size);
        body -= size;
        var verdict = pass(part);
        return verdict instanceof Verdict.GoOn ? endOfBody() : verdict;
    }

    private Verdict line(ByteBuffer bytes) {
        var each = bytes.get();
        if (!line.add(each)) {
            bytes.position(bytes.position() - 1);
            return notUnderstood(Unprotected.NOT_UNDERSTOOD, "a line of a server that is too long");
        }
        if (each == 0) {
            return notUnderstood(Unprotected.NOT_UNDERSTOOD, "a line of a server that is binary");
        }
        if (each != '\n') {
            return Dialogue.GO_ON;
        }
        line.end();
        try {
            return endOfLine();
        } catch (BoundedPattern.TooSlow e) {
            return notUnderstood(Unprotected.PATTERN, "");
        }
    }

    private Verdict endOfLine() {
        var first = !inside;
        inside = true;
        if (first && !staying && LineRequest.matches(patterns.elsewhere(), line) && delivery.mayMove()) {
            hold(line.bytes());
            var cause = "refused: " + line.subSequence(0, Math.min(line.length(), LONGEST_CAUSE));
            line.clear();
            return new Verdict.Move(cause);
        }
        if (!delivery.isDue()) {
            return notUnderstood(Unprotected.NOT_UNDERSTOOD, "an answer to nothing");
        }
        body = LineRequests.bodyAfter(patterns.body(), patterns.bodyEnd(), line);
        if (body < 0) {
            return notUnderstood(Unprotected.NOT_UNDERSTOOD, "an answer with a body that is too long");
        }
        if (patterns.end() == null || patterns.end().find(line)) {
            last = line.toString();
        }
        var verdict = pass(line.bytes());
        line.clear();
        return verdict instanceof Verdict.GoOn ? endOfBody() : verdict;
    }

    private Verdict pass(ByteBuffer bytes) {
        return checked(delivery.pass(bytes, last != null && body == 0, client));
    }

    private Verdict checked(Verdict verdict) {
        if (verdict instanceof Verdict.Break(var reason, var detail)) {
            return reason == Unprotected.NOT_UNDERSTOOD ? notUnderstood(reason, detail) : breakOff(reason, detail);
        }
        return verdict;
    }

    private Verdict endOfBody() {
        var complete = last;
        if (body > 0 || complete == null) {
            return Dialogue.GO_ON;
        }
        begin();
        try {
            return checked(delivery.answered(complete));
        } catch (BoundedPattern.TooSlow e) {
            return notUnderstood(Unprotected.PATTERN, "");
        }
    }

    private Verdict notUnderstood(Unprotected why, String detail) {
        if (delivery.isSkipping()) {
            return breakOff(why, detail);
        }
        requests.becomeOpaque(why, detail);
        becomeRaw();
        return Dialogue.GO_ON;
    }

    private Verdict breakOff(Unprotected reason, String detail) {
        broken = new Verdict.Break(reason, detail.isEmpty() ? reason.says() : reason.says() + ": " + detail);
        return broken;
    }
}
