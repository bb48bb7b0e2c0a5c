package io.rserpool.endpoint.carrier.direct;

import io.rserpool.endpoint.carrier.CarriedSession;
import io.rserpool.endpoint.carrier.DownReasons;
import io.rserpool.endpoint.carrier.ElementConnection;
import io.rserpool.endpoint.carrier.Suspicion;
import io.rserpool.endpoint.carrier.UserSide;
import io.rserpool.endpoint.failover.SkippedAnswer;
import io.rserpool.endpoint.session.FailureKind;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The PU's side of a direct session with one element. The element knows nothing of failovers by replay: what the client
 * has already is compared and dropped here.
 */
public final class OutgoingDirect extends DirectLink implements ElementConnection {
    private final UserSide owner;
    private final Runnable onOver;
    private final Suspicion suspicion;
    private @Nullable CarriedSession session;
    private SkippedAnswer skipped = new SkippedAnswer(0, 0);
    private boolean endSent;
    private EventLoop.@Nullable Timer linger;

    /** @param onOver called when the association is down */
    public OutgoingDirect(UserSide owner, Association association, CarriedSession session, Runnable onOver) {
        super(owner.loop(), owner.limits(), owner.metrics(), session.direct(), association, session.outstanding());
        this.owner = owner;
        this.session = session;
        this.onOver = onOver;
        this.suspicion = owner.suspicion(association.peer(), this::askToLeave);
    }

    @Override
    public void onUp(Association up) {
        if (session != null) {
            session.attached(this);
        }
    }

    @Override
    public void begin(Open open, List<AsapMessage> control) {
        sendFirst(control);
        skipped = new SkippedAnswer(open.skip(), open.digest());
        if (skipped.complete() && session != null) {
            session.onAccept();
        }
    }

    @Override
    void deliver(int ppid, ByteBuffer message) {
        if (!skipped.complete()) {
            metrics.bytesSkipped.add(skipped.take(message));
            if (skipped.complete()) {
                caughtUp();
            }
        }
        if (session != null && message.hasRemaining()) {
            owed(message.remaining());
            session.onMessage(ppid, message);
        }
    }

    private void caughtUp() {
        if (session == null) {
            return;
        }
        if (skipped.equal()) {
            session.onAccept();
        } else {
            metrics.diverged.increment();
            var diverged = session;
            abandon(Reason.DIVERGED, skipped.difference());
            diverged.onReset(this, Reason.DIVERGED, skipped.difference());
        }
    }

    @Override
    void received(AsapMessage message) {
        if (session != null) {
            session.onControl(message);
        }
    }

    @Override
    void writable() {
        if (session != null) {
            session.onConnectionWritable();
        }
    }

    @Override
    public void sendEnd() {
        if (!endSent && session != null) {
            endSent = true;
            if (isDown()) {
                // Whether that was the answer's end is being found out.
                return;
            }
            if (session.endsByUserOnly()) {
                shutdown();
            } else {
                shutDownWhenSilent(options.endLinger());
            }
        }
    }

    private void shutDownWhenSilent(Duration after) {
        linger = loop.scheduleJudgement(after, () -> {
            var silence = Duration.ofNanos(loop.nanoTime() - lastHeard());
            if (outstanding() > 0 || !skipped.complete()) {
                shutDownWhenSilent(options.endLinger());
            } else if (silence.compareTo(options.endLinger()) < 0) {
                shutDownWhenSilent(options.endLinger().minus(silence));
            } else {
                shutdown();
            }
        });
    }

    @Override
    public boolean endSent() {
        return endSent;
    }

    @Override
    public void complete() {
        session = null;
        shutdown();
    }

    @Override
    public void abandon(Reason reason, String detail) {
        session = null;
        if (isDown()) {
            return;
        }
        abort(detail.isEmpty() ? reason.name() : detail);
        end();
    }

    @Override
    public void onPathChange(Association changed, InetAddress address, PathChange change) {
        suspicion.pathChanged(association);
    }

    private void askToLeave() {
        if (session != null) {
            session.onSuspect("element at " + association.peer() + " does not answer at present");
        }
    }

    private void end() {
        suspicion.end();
        if (linger != null) {
            linger.cancel();
        }
        onOver.run();
    }

    @Override
    public void onDown(Association down, DownReason reason) {
        over();
        end();
        if (session == null) {
            return;
        }
        var cause = "association with " + association.peer() + " " + DownReasons.describe(reason);
        if (reason != DownReason.SHUTDOWN) {
            failed(cause, true);
        } else if (!skipped.complete()) {
            failed(skipped.difference(), false);
        } else if (endSent) {
            ended();
        } else if (session.endsByUserOnly()) {
            failed(cause, false);
        } else {
            owner.probe().ask(association.peer(), () -> leaveInDoubt(cause), alive -> judge(alive, cause));
        }
    }

    /** Whether that was the answer's end cannot be found out soon: who can have the answer elsewhere does. */
    private void leaveInDoubt(String cause) {
        if (session != null && session.canBeginAgain()) {
            failed(cause + ", which does not answer at present", false);
        }
    }

    private void judge(boolean alive, String cause) {
        if (alive) {
            ended();
        } else {
            failed(cause + ", which does not listen any more", true);
        }
    }

    private void ended() {
        var concerned = session;
        session = null;
        if (concerned != null) {
            concerned.onLastEnd();
        }
    }

    private void failed(String cause, boolean report) {
        var concerned = session;
        session = null;
        if (concerned == null) {
            return;
        }
        if (report) {
            owner.unreachable(concerned.targets());
        }
        concerned.onLost(this, report ? FailureKind.UNREACHABLE : FailureKind.ELEMENT, cause);
    }
}
