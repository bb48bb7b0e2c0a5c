package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.loop.EventLoop;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client with something to say, at its own pace: compares every byte it gets with what the server means. */
public final class Client implements SessionHandler {
    final PoolHandle pool;
    final long openedAt;
    final List<String> events = new ArrayList<>();
    private final SessionOptions options;
    private final EventLoop loop;
    private final Random random;
    private final ByteBuffer input;
    private final byte[] expected;
    private final Session session;
    private int given;
    private int received;
    private boolean ended;
    private boolean overflow;
    private boolean closed;
    private String failure = "";

    Client(PoolUser user, PoolHandle pool, SessionOptions options, EventLoop loop, Random random) {
        this.pool = pool;
        this.options = options;
        this.loop = loop;
        this.random = random;
        var bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        input = ByteBuffer.wrap(bytes);
        expected = Answer.to(bytes);
        openedAt = loop.nanoTime();
        session = user.open(pool, options, this);
        say();
    }

    public boolean isClosed() {
        return closed;
    }

    /** Its user ends. */
    void abandon() {
        failure = "the user ended";
    }

    /** Why it did not get its answer; empty if it did. */
    public String failure() {
        return failure;
    }

    /** Gives the session some bytes more now and then, and ends after the last. */
    private void say() {
        if (closed) {
            return;
        }
        given = Math.min(input.capacity(), given + random.nextInt(10));
        push();
        if (given < input.capacity() || random.nextBoolean()) {
            loop.schedule(Duration.ofNanos(random.nextInt(2_000_000_000)), this::say);
        } else {
            given = input.capacity() + 1;
            push();
        }
    }

    private void push() {
        input.limit(Math.min(given, input.capacity()));
        if (input.hasRemaining()) {
            session.send(input);
        }
        if (given > input.capacity() && !input.hasRemaining()) {
            session.end();
        }
    }

    @Override
    public void onConnected(PoolElementAddress element) {
        events.add("connected to " + element);
    }

    @Override
    public void onWritable() {
        push();
    }

    @Override
    public void onData(ByteBuffer bytes) {
        var size = bytes.remaining();
        while (bytes.hasRemaining()) {
            if (received == expected.length || bytes.get() != expected[received++]) {
                throw new Violation("byte " + received + " of " + expected.length + " is not the server's: " + this);
            }
        }
        if (ended) {
            throw new Violation("bytes after the end: " + this);
        }
        loop.schedule(Duration.ofNanos(random.nextInt(2_000_000)), () -> session.consumed(size));
    }

    @Override
    public void onEnd() {
        ended = true;
        if (received != expected.length) {
            throw new Violation("the answer ends at " + received + " of " + expected.length + " bytes: " + this);
        }
    }

    @Override
    public void onFailover(FailoverEvent event) {
        events.add("failover " + event);
    }

    @Override
    public void onJournalOverflow(String why) {
        overflow = true;
    }

    @Override
    public void onInterrupted(PoolElementAddress element, String cause) {
        events.add("interrupted " + element + " " + cause);
    }

    @Override
    public void onReset(Reason reason, String detail) {
        failure = reason + " " + detail;
        var allowed = reason == Reason.SERVER_FAILED || reason == Reason.ABORTED;
        if (!allowed || (options.mode() == FailoverMode.REPLAY && !overflow)) {
            throw new Violation("a session that should have gone on was reset: " + failure + ", " + this);
        }
    }

    @Override
    public void onFailed(String text) {
        failure = text;
    }

    @Override
    public void onClosed() {
        if (closed) {
            throw new Violation("closed twice: " + this);
        }
        closed = true;
        if (failure.isEmpty() && !ended) {
            throw new Violation("closed without a reason: " + this);
        }
    }

    @Override
    public String toString() {
        return "session with %s, opened at %.3f s, %s, %d of %d bytes received, %s, now with %s"
                .formatted(
                        pool,
                        openedAt / 1e9,
                        options.mode(),
                        received,
                        expected.length,
                        events,
                        session.element().map(Object::toString).orElse("none"));
    }
}
