package io.rserpool.endpoint;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session of a PU, from element to element. With an element it has a stream; without, it looks for one:
 * {@link ElementSearch}, {@link #attached}, {@link #onAccept}, and from the beginning if that fails.
 */
final class PoolSession implements Session {
    private static final System.Logger LOG = System.getLogger(PoolSession.class.getName());
    private static final Duration SUSPICION = Duration.ofSeconds(2);

    /** The failure that is being recovered from. */
    private record Failure(PoolElementAddress element, String cause, long lastHeard, long knownAt) {}

    private final PoolUser user;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final SessionHandler handler;
    private final ElementSearch search;
    private @Nullable Replay replay;
    private long taken;
    private long delivered;
    private int outstanding;
    private boolean clientEnded;
    private boolean serverEnded;
    private boolean over;

    private @Nullable OutgoingStream stream;
    private boolean accepted;
    private boolean wantsToWrite;

    private @Nullable Failure failure;
    private boolean connectedOnce;
    private int failovers;
    private int futileFailovers;
    private long deliveredAtFailover;

    PoolSession(PoolUser user, PoolHandle handle, SessionOptions options, SessionHandler handler) {
        this.user = user;
        this.handle = handle;
        this.options = options;
        this.handler = handler;
        this.search = new ElementSearch(user, this, handle, options.failoverTimeout());
        if (options.mode() == FailoverMode.REPLAY) {
            replay = new Replay(options.journalLimit(), user.metrics());
        }
    }

    void start() {
        search.start();
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    @Override
    public Optional<PoolElementAddress> element() {
        return accepted ? Optional.ofNullable(search.element()) : Optional.empty();
    }

    /** The element it is with, or tries to be. */
    @Nullable
    PoolElementAddress target() {
        return search.element();
    }

    boolean isOver() {
        return over;
    }

    int outstanding() {
        return outstanding;
    }

    @Override
    public long bytesSent() {
        return taken;
    }

    @Override
    public long bytesReceived() {
        return delivered;
    }

    @Override
    public int failovers() {
        return failovers;
    }

    @Override
    public boolean survivable() {
        return replay != null && !over;
    }

    @Override
    public int send(ByteBuffer bytes) {
        if (over || clientEnded) {
            return 0;
        }
        if (isDraining()) {
            var dropped = bytes.remaining();
            bytes.position(bytes.limit());
            return dropped;
        }
        var current = stream;
        if (current == null || !mayStream()) {
            wantsToWrite = true;
            return 0;
        }
        var start = bytes.position();
        var sent = current.write(bytes);
        taken += sent;
        wantsToWrite |= bytes.hasRemaining();
        if (sent > 0) {
            record(bytes.slice(start, sent));
        }
        return sent;
    }

    /** With a journal, all of it must have been sent; without, nothing may be sent that might get lost. */
    private boolean mayStream() {
        return stream != null && (replay != null ? replay.allSent() : accepted);
    }

    private void record(ByteBuffer bytes) {
        if (replay == null || replay.keep(bytes)) {
            return;
        }
        dropReplay();
        user.metrics().journalOverflows.increment();
        LOG.log(
                Level.DEBUG,
                "session of {0} with pool {1} sent more than its journal''s {2} bytes: it will not survive a failure",
                options.client(),
                handle,
                options.journalLimit());
        handler.onJournalOverflow();
    }

    private void dropReplay() {
        if (replay != null) {
            replay.drop();
            replay = null;
        }
    }

    @Override
    public void consumed(int bytes) {
        if (over) {
            return;
        }
        if (bytes < 0 || bytes > outstanding) {
            throw new IllegalArgumentException(
                    bytes + " bytes cannot be consumed, " + outstanding + " are outstanding");
        }
        outstanding -= bytes;
        if (stream != null) {
            stream.consume(bytes);
        }
    }

    @Override
    public void end() {
        if (over || clientEnded) {
            return;
        }
        clientEnded = true;
        if (isDraining()) {
            finish();
        } else {
            pump();
        }
    }

    @Override
    public void reset() {
        reset("the client is gone");
    }

    void reset(String detail) {
        if (!over) {
            user.metrics().sessionsReset.increment();
            detach(detail);
            finish();
        }
    }

    /** The answer is complete but its element is gone: nobody wants the rest of what the client sends. */
    private boolean isDraining() {
        return serverEnded && stream == null;
    }

    /** Whether an element is at work on what the client has already; how long that takes is up to its server. */
    boolean isCatchingUp() {
        return stream != null && delivered > 0;
    }

    /** There is no element for it in time. */
    void notFound(String text) {
        detach("failover timeout");
        user.metrics().sessionsFailed.increment();
        LOG.log(Level.DEBUG, "session of {0}: {1}", options.client(), text);
        over = true;
        handler.onFailed(text);
        finish();
    }

    void connectAgain() {
        search.connectAgain();
    }

    /** There is a stream to the element. */
    void attached(OutgoingStream newStream) {
        stream = newStream;
        accepted = false;
        var credit = user.options().limits().window() - outstanding;
        var skipDigest = replay == null ? 0 : replay.digest();
        if (replay != null) {
            replay.restart();
        }
        var target = search.element();
        if (target != null) {
            newStream.control(new Open(handle, target.identifier(), credit, delivered, skipDigest, options.client()));
        }
        pump();
    }

    void onAccept() {
        accepted = true;
        search.succeeded();
        var target = search.element();
        if (target != null && !connectedOnce) {
            connectedOnce = true;
            handler.onConnected(target);
        } else if (target != null && failure != null) {
            failedOver(failure, target);
        }
        failure = null;
        pump();
    }

    private void failedOver(Failure last, PoolElementAddress target) {
        failovers++;
        user.metrics().failovers.increment();
        var event = new FailoverEvent(
                last.element,
                target,
                last.cause,
                last.knownAt - last.lastHeard,
                user.loop().nanoTime() - last.knownAt,
                delivered,
                replay == null ? 0 : replay.size());
        LOG.log(Level.DEBUG, "session of {0} with pool {1}: {2}", options.client(), handle, event);
        handler.onFailover(event);
    }

    void onStreamWritable() {
        pump();
    }

    /** Sends what is to be sent: the rest of the journal, then End or what the owner has. */
    private void pump() {
        var current = stream;
        if (over || current == null) {
            return;
        }
        if ((replay != null && !replay.send(current)) || !mayStream()) {
            return;
        }
        if (clientEnded) {
            current.sendEnd();
            finishIfComplete();
        } else if (wantsToWrite) {
            wantsToWrite = false;
            handler.onWritable();
        }
    }

    void onData(ByteBuffer bytes) {
        delivered += bytes.remaining();
        outstanding += bytes.remaining();
        if (replay != null) {
            replay.delivered(bytes);
        }
        handler.onData(bytes);
    }

    void onEnd() {
        serverEnded = true;
        handler.onEnd();
        finishIfComplete();
    }

    private void finishIfComplete() {
        if (!over && serverEnded && stream != null && stream.endSent()) {
            stream.complete();
            finish();
        }
    }

    void onReset(OutgoingStream from, Reason reason, String detail) {
        var cause = describe(reason) + (detail.isEmpty() ? "" : ": " + detail);
        switch (reason) {
            case ABORTED, DIVERGED, PROTOCOL_ERROR -> {
                if (accepted || reason != Reason.ABORTED) {
                    endByReset(reason, cause);
                } else {
                    failed(cause, from.link.lastHeard());
                }
            }
            case SERVER_FAILED, REJECTED -> {
                suspect();
                failed(cause, from.link.lastHeard());
            }
            case UNKNOWN_ELEMENT -> {
                user.directory().forget(handle);
                failed(cause, from.link.lastHeard());
            }
        }
    }

    private String describe(Reason reason) {
        var what =
                switch (reason) {
                    case ABORTED -> "reset by the server of element ";
                    case SERVER_FAILED -> "failure of the server of element ";
                    case REJECTED -> "rejected by element ";
                    case DIVERGED -> "other answer than before from element ";
                    case UNKNOWN_ELEMENT -> "unknown to element ";
                    case PROTOCOL_ERROR -> "protocol error seen by element ";
                };
        return what + search.element();
    }

    private void suspect() {
        var target = search.element();
        if (target != null) {
            user.directory().suspect(handle, target.identifier(), SUSPICION);
        }
    }

    /** @param lostStream null if the association failed before there was a stream */
    void lost(@Nullable OutgoingStream lostStream, String cause) {
        suspect();
        failed(cause, lostStream == null ? user.loop().nanoTime() : lostStream.link.lastHeard());
    }

    void onViolation(OutgoingStream from, String what) {
        suspect();
        failed("element " + search.element() + " broke the session protocol: " + what, from.link.lastHeard());
    }

    /** The element will not serve the session any more; its stream is dead already. */
    private void failed(String cause, long lastHeard) {
        var was = search.element();
        var wasAccepted = accepted;
        stream = null;
        accepted = false;
        search.failed(cause);
        if (over || was == null) {
            return;
        }
        if (serverEnded) {
            finishOrDrain();
        } else if (replay == null && (connectedOnce || options.mode() == FailoverMode.REPLAY)) {
            endByReset(Reason.SERVER_FAILED, cause + whyNotSurvived());
        } else {
            recover(was, wasAccepted, cause, lastHeard);
        }
    }

    private void finishOrDrain() {
        if (clientEnded) {
            finish();
        } else if (wantsToWrite) {
            wantsToWrite = false;
            handler.onWritable();
        }
    }

    private String whyNotSurvived() {
        return options.mode() == FailoverMode.REPLAY
                ? "; not survivable: the client sent more than the journal limit of " + options.journalLimit()
                        + " bytes"
                : "";
    }

    private void recover(PoolElementAddress was, boolean wasAccepted, String cause, long lastHeard) {
        if (wasAccepted) {
            futileFailovers = delivered > deliveredAtFailover ? 0 : futileFailovers + 1;
            deliveredAtFailover = delivered;
            if (futileFailovers >= options.maxFutileFailovers()) {
                endByReset(
                        Reason.SERVER_FAILED,
                        futileFailovers + " elements in a row failed without a byte of answer; last: " + cause);
                return;
            }
            failure = new Failure(was, cause, lastHeard, user.loop().nanoTime());
            handler.onInterrupted(was, cause);
        }
        if (!over) {
            search.next(wasAccepted);
        }
    }

    private void endByReset(Reason reason, String detail) {
        detach("");
        user.metrics().sessionsReset.increment();
        LOG.log(Level.DEBUG, "session of {0} with pool {1} ends: {2}", options.client(), handle, detail);
        over = true;
        handler.onReset(reason, detail);
        finish();
    }

    private void detach(String detail) {
        var current = stream;
        stream = null;
        if (current != null) {
            current.abandon(Reason.ABORTED, detail);
        }
        search.stop();
    }

    private void finish() {
        over = true;
        search.stop();
        dropReplay();
        stream = null;
        user.sessionOver(this);
        handler.onClosed();
    }
}
