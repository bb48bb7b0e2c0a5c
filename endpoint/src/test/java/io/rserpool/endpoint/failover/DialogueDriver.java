package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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
    private byte[] unsent = new byte[0];
    private byte[] arriving = new byte[0];
    private Peer peer;
    private long received;
    private long killAfter = Long.MAX_VALUE;
    private Function<Integer, Integer> split = size -> size;
    private boolean accepted = true;
    private Runnable onConnection = () -> {};

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

    /** Each connection after the first one is told. */
    public DialogueDriver onConnection(Runnable what) {
        onConnection = what;
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
        arriving = new byte[0];
        dialogue.restart();
        add(peer.greeting());
    }

    private void add(byte[] bytes) {
        arriving = join(arriving, bytes);
    }

    private static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    public DialogueDriver send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The client sends; everything happens that follows from it. */
    public DialogueDriver send(byte[] bytes) {
        unsent = join(unsent, bytes);
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
            if (isOver() || !sending && arriving.length == 0) {
                if (!isOver() && peer.hasEnded()) {
                    serverEnded();
                    continue;
                }
                return;
            }
            if (arriving.length > 0) {
                deliver();
            }
        }
    }

    /** Whether something was sent. */
    private boolean step() {
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
        if (!done || !dialogue.mayStream(true) || unsent.length == 0) {
            return false;
        }
        var bytes = Arrays.copyOf(unsent, Math.max(1, split.apply(unsent.length)));
        unsent = Arrays.copyOfRange(unsent, bytes.length, unsent.length);
        dialogue.sent(ByteBuffer.wrap(bytes));
        add(peer.take(bytes));
        return true;
    }

    private void deliver() {
        var size = (int) Math.min(Math.max(1, split.apply(arriving.length)), killAfter - received);
        var bytes = Arrays.copyOf(arriving, size);
        arriving = Arrays.copyOfRange(arriving, size, arriving.length);
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
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        client.writeBytes(copy);
    }

    private void serverEnded() {
        if (dialogue.endIsFailure()) {
            lost("ended");
        } else {
            dialogue.serverEnded(this::give);
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
        onConnection.run();
        attach();
        if (dialogue.unprotected() != null) {
            throw new AssertionError("nothing is sent yet, and yet: " + dialogue.unprotected());
        }
    }
}
