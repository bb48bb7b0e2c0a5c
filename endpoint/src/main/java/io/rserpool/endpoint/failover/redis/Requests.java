package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Backlog;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What the client has sent and is not answered yet: its bytes, as long as there is room, and what its commands are. */
final class Requests implements JournalBudget.Holder {
    /** Commands under way that are kept apart; so many as {@link #STEP} are free, others are charged. */
    static final int MOST = 1 << 12;

    private static final int STEP = 1 << 6;
    private static final int SIZE_OF_PENDING = 1 << 6;

    private final Failover.Setting setting;
    private final Backlog backlog;
    private final CommandFactory factory;
    private final RequestReader reader = new RequestReader(this::command);
    private Deque<Pending> pending = new ArrayDeque<>();

    /** Bytes in the backlog of complete commands. */
    private int complete;

    /** Bytes of the backlog that this connection has. */
    private int sent;

    /** Bytes at the beginning of the backlog whose commands are taken out. */
    private int taken;

    private int counted;
    private @Nullable Unprotected dropped;
    private @Nullable Unprotected opaque;

    Requests(RedisSettings settings, Failover.Setting setting) {
        this.setting = setting;
        this.backlog = new Backlog(setting.journalLimit(), setting.budget(), this);
        this.factory = new CommandFactory(settings);
    }

    /** Why the client is not understood any more, nor ever will be; null = it is. */
    @Nullable
    Unprotected opaque() {
        return opaque;
    }

    boolean hasQuit() {
        return factory.hasQuit();
    }

    int kept() {
        return backlog.size();
    }

    /** The client's bytes have been sent. */
    void sent(ByteBuffer bytes) {
        if (opaque != null) {
            return;
        }
        if (dropped == null) {
            if (!backlog.fits(bytes.remaining())) {
                setting.metrics().journalOverflows.increment();
                drop(Unprotected.JOURNAL_LIMIT);
            } else if (backlog.append(bytes)) {
                sent += bytes.remaining();
            } else {
                giveUp();
            }
        }
        var wrong = reader.read(bytes.duplicate());
        if (!wrong.isEmpty()) {
            becomeOpaque(wrong.equals(RequestReader.TLS) ? Unprotected.TLS : Unprotected.NOT_UNDERSTOOD, wrong);
        }
        account();
    }

    private void command(String name, String first, int arguments, int length) {
        if (opaque != null) {
            return;
        }
        var bytes = dropped == null ? backlog.slice(complete, length) : null;
        var command = factory.create(CommandTable.name(name, first), arguments, length, bytes);
        if (factory.opaque() != null) {
            becomeOpaque(factory.opaque(), command.name);
        } else {
            add(command);
        }
    }

    private void add(Pending command) {
        if (pending.size() >= MOST && dropped == null) {
            drop(Unprotected.PIPELINE);
        }
        var last = pending.peekLast();
        if (dropped != null && last != null && last.isLike(command)) {
            last.count++;
            return;
        }
        if (pending.size() >= 2 * MOST) {
            becomeOpaque(Unprotected.PIPELINE, "more than " + 2 * MOST + " commands");
            return;
        }
        pending.add(command);
        if (dropped == null) {
            complete += command.length;
            if (pending.size() % STEP == 0 && !backlog.charge(STEP * SIZE_OF_PENDING)) {
                giveUp();
            }
        }
    }

    /** The bytes are not kept until all is answered. */
    private void drop(Unprotected why) {
        dropped = why;
        forget();
        var fewer = new ArrayDeque<Pending>();
        for (var each : pending) {
            var last = fewer.peekLast();
            if (last != null && last.isLike(each)) {
                last.count += each.count;
            } else {
                fewer.add(each);
            }
        }
        pending = fewer;
    }

    private void forget() {
        backlog.close();
        complete = 0;
        sent = 0;
        taken = 0;
        account();
    }

    void becomeOpaque(Unprotected why, String detail) {
        if (opaque == null) {
            opaque = why;
            forget();
            setting.unprotected().accept(why.says() + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    private void account() {
        setting.metrics().journalBytesActive.add(backlog.size() - counted);
        counted = backlog.size();
    }

    /** The first that this connection has got and is not answered; null = none. */
    @Nullable
    Pending first() {
        var first = pending.peekFirst();
        return first == null || dropped == null && opaque == null && first.length > sent - taken ? null : first;
    }

    /** The bytes of the {@link #first}; null = they are not kept. */
    byte @Nullable [] bytesOfFirst() {
        if (dropped != null || opaque != null) {
            return null;
        }
        var bytes = new byte[pending.getFirst().length];
        backlog.slice(0, bytes.length).get(bytes);
        return bytes;
    }

    /** The {@link #first} is answered; there may be more of its kind. */
    void answered() {
        var command = pending.getFirst();
        if (--command.count > 0) {
            command.rewind();
            return;
        }
        pending.removeFirst();
        if (dropped == null && opaque == null) {
            backlog.drop(command.length);
            complete -= command.length;
            sent -= command.length;
            account();
        } else if (pending.isEmpty() && !reader.isInside()) {
            dropped = null;
        }
    }

    /** Takes the {@link #first} out, to be {@link #putBack}; its bytes stay. */
    Pending takeFirst() {
        var first = pending.removeFirst();
        taken += first.length;
        return first;
    }

    void putBack(Collection<Pending> before) {
        var all = new ArrayDeque<>(before);
        all.addAll(pending);
        pending = all;
        taken = 0;
    }

    /** Why what is under way must not be sent again; null = it may be. */
    @Nullable
    Unprotected risk() {
        if (opaque != null) {
            return opaque;
        }
        long end = taken;
        for (var each : pending) {
            end += each.length;
            if (dropped == null && end > sent) {
                // This element has not got it yet.
                return null;
            }
            if (each.risk() != null) {
                return each.risk();
            }
        }
        return dropped;
    }

    /** Whether the client has the beginning of the next answer, which comes again. */
    boolean isSkipping() {
        var first = pending.peekFirst();
        return first != null && first.given != null && first.given.isSkipping();
    }

    /** Whether a command waits for its answer. */
    boolean isUnanswered() {
        return pending.stream().anyMatch(each -> each.replies != 0);
    }

    /** There is a new connection. */
    void restart() {
        sent = 0;
        pending.forEach(Pending::restart);
    }

    /** Whether this connection has all of it. */
    boolean isSent() {
        return sent == backlog.size();
    }

    void send(Failover.Sink sink) {
        if (!isSent()) {
            sent += sink.write(backlog.from(sent));
        }
    }

    @Override
    public int capacity() {
        return backlog.capacity();
    }

    @Override
    public boolean isNeeded() {
        return !setting.served().getAsBoolean() || !isSent();
    }

    @Override
    public void giveUp() {
        setting.metrics().journalsGivenUp.increment();
        drop(Unprotected.JOURNAL_BUDGET);
    }

    void close() {
        backlog.close();
        pending.clear();
        account();
    }
}
