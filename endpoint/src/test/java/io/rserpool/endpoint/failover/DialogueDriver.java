package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Drives a dialogue as a session does, with servers that answer in memory; what is on its way is cut as a test wants it. */
public final class DialogueDriver {
    /** A server's side of one connection. */
    public interface Peer {
        /** What it says at once. */
        default byte[] greeting() {
            return new byte[0];
        }

        /** Takes bytes and answers. */
        byte[] take(byte[] bytes);

        /** Whether it has ended the connection after what it said last. */
        default boolean hasEnded() {
            return false;
        }
    }

    public static final int JOURNAL = 1 << 20;

    public final JournalBudget budget = new JournalBudget(1 << 24);
    public final EndpointMetrics metrics = new EndpointMetrics();
    public final Dialogue dialogue;
    public final ByteArrayOutputStream client = new ByteArrayOutputStream();
    public int connections;
    public int moves;
    public int mostMoves = 10;
    public String unprotected = "";
    public @Nullable Unprotected broken;
    public String detail = "";

    /** The server ended, and the session with it. */
    public boolean ended;

    private final Supplier<Peer> peers;
    private final Deque<Byte> unsent = new ArrayDeque<>();
    private final Deque<Byte> arriving = new ArrayDeque<>();
    private Peer peer;
    private long received;
    private long killAfter = Long.MAX_VALUE;
    private Function<Integer, Integer> split = size -> size;
    private boolean accepted = true;

    public DialogueDriver(Function<Failover.Setting, Dialogue> mode, Supplier<Peer> peers) {
        this.peers = peers;
        this.dialogue =
                mode.apply(new Failover.Setting(JOURNAL, budget, metrics, () -> accepted, why -> unprotected = why));
        this.peer = peers.get();
        attach();
    }

    /** Bytes that are passed at a time are so many of those there are. */
    public DialogueDriver split(Function<Integer, Integer> how) {
        split = how;
        return this;
    }

    /** The connection is lost once so many more bytes of servers have arrived. */
    public DialogueDriver killAfter(long bytes) {
        killAfter = received + bytes;
        return this;
    }

    public boolean isOver() {
        return broken != null || ended;
    }

    public String text() {
        return client.toString(StandardCharsets.ISO_8859_1);
    }

    private void attach() {
        connections++;
        arriving.clear();
        dialogue.restart();
        add(peer.greeting());
    }

    private void add(byte[] bytes) {
        for (var each : bytes) {
            arriving.add(each);
        }
    }

    public DialogueDriver send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The client sends; everything happens that follows from it. */
    public DialogueDriver send(byte[] bytes) {
        for (var each : bytes) {
            unsent.add(each);
        }
        run();
        return this;
    }

    /** The server says something by itself. */
    public DialogueDriver push(String text) {
        add(text.getBytes(StandardCharsets.ISO_8859_1));
        run();
        return this;
    }

    /** The connection is lost. */
    public DialogueDriver kill() {
        lost("killed");
        run();
        return this;
    }

    public DialogueDriver endOfClient() {
        dialogue.clientEnded();
        return this;
    }

    private void run() {
        while (!isOver()) {
            var sending = step();
            if (isOver() || !sending && arriving.isEmpty()) {
                if (!isOver() && peer.hasEnded()) {
                    serverEnded();
                    continue;
                }
                return;
            }
            if (!arriving.isEmpty()) {
                deliver();
            }
        }
    }

    /** Whether something was sent. */
    private boolean step() {
        var before = unsent.size();
        var sent = new ByteArrayOutputStream();
        var done = dialogue.resend(bytes -> {
            var size = Math.min(bytes.remaining(), Math.max(1, split.apply(bytes.remaining())));
            for (int i = 0; i < size; i++) {
                sent.write(bytes.get());
            }
            return size;
        });
        if (sent.size() > 0) {
            add(peer.take(sent.toByteArray()));
            return true;
        }
        if (!done || !dialogue.mayStream(true) || unsent.isEmpty()) {
            return false;
        }
        var bytes = new byte[Math.max(1, split.apply(before))];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = unsent.remove();
        }
        dialogue.sent(ByteBuffer.wrap(bytes));
        add(peer.take(bytes));
        return true;
    }

    private void deliver() {
        var size = (int) Math.min(Math.max(1, split.apply(arriving.size())), killAfter - received);
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = arriving.remove();
        }
        received += size;
        var verdict = dialogue.received(ByteBuffer.wrap(bytes), this::give);
        handle(verdict);
        if (received >= killAfter && !isOver()) {
            killAfter = Long.MAX_VALUE;
            lost("killed");
        }
    }

    private void handle(Verdict verdict) {
        switch (verdict) {
            case Verdict.GoOn _ -> {}
            case Verdict.Break(var reason, var why) -> {
                broken = reason;
                detail = why;
            }
            case Verdict.Move(var cause) -> {
                detail = cause;
                if (++moves > mostMoves) {
                    handle(dialogue.stay(this::give));
                } else {
                    lost(cause);
                }
            }
        }
    }

    private void give(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            client.write(bytes.get());
        }
    }

    private void serverEnded() {
        if (dialogue.endIsFailure()) {
            lost("ended");
        } else {
            ended = true;
        }
    }

    private void lost(String cause) {
        var reason = dialogue.unprotected();
        if (reason != null) {
            broken = reason;
            detail = cause;
            return;
        }
        peer = peers.get();
        attach();
    }
}
