package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.session.RunningDigest;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.EventLoop;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A session of a PU, from element to element. With an element it has a stream; without, it looks for one:
 * {@link #look}, {@link #connect}, {@link #attached}, {@link #onAccept}, and from the beginning if that fails.
 */
final class PoolSession implements Session {
    private static final System.Logger LOG = System.getLogger(PoolSession.class.getName());
    private static final Duration FIRST_BACK_OFF = Duration.ofMillis(10);
    private static final Duration LONGEST_BACK_OFF = Duration.ofMillis(250);
    private static final Duration SUSPICION = Duration.ofSeconds(2);
    private static final Duration RECENT = Duration.ofSeconds(3);
    private static final Duration ANY_AGE = Duration.ofDays(1);

    /** The failure that is being recovered from. */
    private record Failure(PoolElementAddress element, String cause, long lastHeard, long knownAt) {}

    private final PoolUser user;
    private final PoolHandle handle;
    private final SessionOptions options;
    private final SessionHandler handler;
    private final Set<PeIdentifier> excluded = new HashSet<>();
    private @Nullable Journal journal;
    private @Nullable RunningDigest digest;
    private long taken;
    private long delivered;
    private int outstanding;
    private boolean clientEnded;
    private boolean serverEnded;
    private boolean over;

    private @Nullable PoolElementAddress element;
    private @Nullable OutgoingLink link;
    private @Nullable OutgoingStream stream;
    private int replayed;
    private boolean accepted;
    private boolean wantsToWrite;

    private @Nullable Failure failure;
    private boolean connectedOnce;
    private int failovers;
    private int futileFailovers;
    private long deliveredAtFailover;
    private String lastCause = "";
    private Duration backOff = FIRST_BACK_OFF;
    private int search;
    private EventLoop.@Nullable Timer retryTimer;
    private EventLoop.@Nullable Timer deadlineTimer;
    private boolean deadlineOver;

    PoolSession(PoolUser user, PoolHandle handle, SessionOptions options, SessionHandler handler) {
        this.user = user;
        this.handle = handle;
        this.options = options;
        this.handler = handler;
        if (options.mode() == FailoverMode.REPLAY) {
            journal = new Journal(options.journalLimit());
            digest = new RunningDigest();
        }
    }

    void start() {
        armDeadline();
        look(user.directory().usualAge(handle));
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    @Override
    public Optional<PoolElementAddress> element() {
        return accepted ? Optional.ofNullable(element) : Optional.empty();
    }

    /** The element it is with, or tries to be. */
    @Nullable
    PoolElementAddress target() {
        return element;
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
        return journal != null && !over;
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
        return stream != null && (journal != null ? replayed == journal.size() : accepted);
    }

    private void record(ByteBuffer bytes) {
        if (journal == null) {
            return;
        }
        if (journal.fits(bytes.remaining())) {
            replayed += bytes.remaining();
            user.metrics().journalBytesActive.add(bytes.remaining());
            journal.append(bytes);
            return;
        }
        dropJournal();
        user.metrics().journalOverflows.increment();
        LOG.log(
                Level.WARNING,
                "session of {0} with pool {1} sent more than its journal''s {2} bytes: it will not survive a failure",
                options.client(),
                handle,
                options.journalLimit());
        handler.onJournalOverflow();
    }

    private void dropJournal() {
        if (journal != null) {
            user.metrics().journalBytesActive.add(-journal.size());
        }
        journal = null;
        digest = null;
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
            detach(Reason.ABORTED, detail);
            finish();
        }
    }

    /** The answer is complete but its element is gone: nobody wants the rest of what the client sends. */
    private boolean isDraining() {
        return serverEnded && stream == null;
    }

    private void armDeadline() {
        deadlineOver = false;
        deadlineTimer = user.loop().schedule(options.failoverTimeout(), this::deadline);
    }

    private void deadline() {
        deadlineOver = true;
        if (stream == null || delivered == 0) {
            fail();
        }
    }

    private void fail() {
        var text = "no element of pool %s served the session within %d ms; last: %s"
                .formatted(handle, options.failoverTimeout().toMillis(), lastCause);
        detach(Reason.ABORTED, "failover timeout");
        user.metrics().sessionsFailed.increment();
        LOG.log(Level.WARNING, "session of {0}: {1}", options.client(), text);
        over = true;
        handler.onFailed(text);
        finish();
    }

    private void look(Duration maxAge) {
        retryTimer = null;
        var thisSearch = ++search;
        user.directory().choose(handle, excluded, maxAge, new PoolDirectory.Choice() {
            @Override
            public void element(PoolElementAddress chosen) {
                if (thisSearch == search && !over) {
                    connect(chosen);
                }
            }

            @Override
            public void none(String why) {
                if (thisSearch == search && !over) {
                    // Why the last element failed says more than that none is left.
                    retry(excluded.isEmpty() || lastCause.isEmpty() ? why : lastCause);
                }
            }
        });
    }

    private void connect(PoolElementAddress chosen) {
        var chosenLink = user.links().to(chosen.address());
        if (chosenLink == null) {
            retry("no local port is left for another association with " + chosen.address());
            return;
        }
        element = chosen;
        link = chosenLink;
        chosenLink.attach(this);
    }

    /** The link it was waiting for has less room than hoped. */
    void connectAgain() {
        link = null;
        if (element != null) {
            connect(element);
        }
    }

    /** All known elements were tried: asks the registrar anew in a moment, and all are in question again. */
    private void retry(String why) {
        lastCause = why;
        if (deadlineOver) {
            fail();
            return;
        }
        excluded.clear();
        retryTimer = user.loop().schedule(backOff, () -> look(Duration.ZERO));
        var doubled = backOff.multipliedBy(2);
        backOff = doubled.compareTo(LONGEST_BACK_OFF) < 0 ? doubled : LONGEST_BACK_OFF;
    }

    /** There is a stream to the element. */
    void attached(OutgoingStream newStream) {
        stream = newStream;
        replayed = 0;
        accepted = false;
        var credit = user.options().limits().window() - outstanding;
        var skipDigest = digest == null ? 0 : digest.value();
        var target = element;
        if (target != null) {
            newStream.control(new Open(handle, target.identifier(), credit, delivered, skipDigest, options.client()));
        }
        pump();
    }

    void onAccept() {
        accepted = true;
        excluded.clear();
        backOff = FIRST_BACK_OFF;
        cancelTimers();
        var target = element;
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
                journal == null ? 0 : journal.size());
        LOG.log(Level.INFO, "session of {0} with pool {1}: {2}", options.client(), handle, event);
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
        while (journal != null && replayed < journal.size()) {
            var chunk = journal.from(replayed);
            replayed += current.write(chunk);
            if (chunk.hasRemaining()) {
                return;
            }
        }
        if (!mayStream()) {
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
        if (digest != null) {
            digest.update(bytes);
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
        return what + element;
    }

    private void suspect() {
        if (element != null) {
            user.directory().suspect(handle, element.identifier(), SUSPICION);
        }
    }

    /** @param lostStream null if the association failed before there was a stream */
    void lost(@Nullable OutgoingStream lostStream, String cause) {
        suspect();
        failed(cause, lostStream == null ? user.loop().nanoTime() : lostStream.link.lastHeard());
    }

    void onViolation(OutgoingStream from, String what) {
        suspect();
        failed("element " + element + " broke the session protocol: " + what, from.link.lastHeard());
    }

    /** The element will not serve the session any more; its stream is dead already. */
    private void failed(String cause, long lastHeard) {
        var was = element;
        var wasAccepted = accepted;
        stream = null;
        link = null;
        element = null;
        accepted = false;
        lastCause = cause;
        if (over || was == null) {
            return;
        }
        if (serverEnded) {
            finishOrDrain();
        } else if (journal == null && (connectedOnce || options.mode() == FailoverMode.REPLAY)) {
            endByReset(Reason.SERVER_FAILED, cause + whyNotSurvived());
        } else {
            excluded.add(was.identifier());
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
            armDeadline();
            handler.onInterrupted(was, cause);
        }
        if (over) {
            return;
        }
        if (deadlineOver) {
            fail();
        } else {
            look(user.hasHome() ? RECENT : ANY_AGE);
        }
    }

    private void endByReset(Reason reason, String detail) {
        detach(Reason.ABORTED, "");
        user.metrics().sessionsReset.increment();
        LOG.log(Level.WARNING, "session of {0} with pool {1} ends: {2}", options.client(), handle, detail);
        over = true;
        handler.onReset(reason, detail);
        finish();
    }

    private void detach(Reason reason, String detail) {
        search++;
        var current = stream;
        stream = null;
        if (current != null) {
            current.abandon(reason, detail);
        } else if (link != null) {
            link.forget(this);
        }
        link = null;
    }

    private void cancelTimers() {
        if (retryTimer != null) {
            retryTimer.cancel();
            retryTimer = null;
        }
        if (deadlineTimer != null) {
            deadlineTimer.cancel();
            deadlineTimer = null;
        }
    }

    private void finish() {
        over = true;
        search++;
        cancelTimers();
        dropJournal();
        stream = null;
        link = null;
        user.sessionOver(this);
        handler.onClosed();
    }
}
