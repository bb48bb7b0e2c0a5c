package io.rserpool.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.failover.Dialogue;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import io.rserpool.endpoint.failover.Failover;
import io.rserpool.endpoint.failover.JournalBudget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A session in which client and server say what an input says, in its parts. An input is a sequence of records: a byte, whose lower seven bits say how
 * many bytes follow; they are the server's if the highest bit is set, else the client's. Then the element fails, and the next one says the same.
 */
final class FuzzedDialogue {
    private static final int JOURNAL = 1 << 16;
    private static final int OF_SERVER = 0x80;
    private static final int LENGTH = 0x7f;

    private final JournalBudget budget = new JournalBudget(1 << 20);
    private final ByteArrayOutputStream client = new ByteArrayOutputStream();
    private final ByteArrayOutputStream server = new ByteArrayOutputStream();
    private final Dialogue dialogue;
    private byte[] unsent = new byte[0];
    private boolean broken;

    FuzzedDialogue(Function<Failover.Setting, Dialogue> mode) {
        dialogue = mode.apply(new Failover.Setting(JOURNAL, budget, new EndpointMetrics(), () -> true, why -> {}));
    }

    /** @param exact whether the client gets the server's bytes as they are, and not only what they mean */
    void run(byte[] input, boolean exact) {
        dialogue.restart();
        play(input);
        if (exact && !broken) {
            assertThat(client.size() + dialogue.held()).isEqualTo(server.size());
            assertThat(client.toByteArray()).isEqualTo(Arrays.copyOf(server.toByteArray(), client.size()));
        }
        var given = client.toByteArray();
        if (!broken && dialogue.unprotected() == null) {
            dialogue.restart();
            assertThat(dialogue.unprotected()).as("nothing is sent yet").isNull();
            play(input);
        }
        if (!broken && !dialogue.endIsFailure()) {
            dialogue.serverEnded(this::give);
        }
        assertThat(Arrays.copyOf(client.toByteArray(), given.length)).isEqualTo(given);
        dialogue.close();
        assertThat(budget.used()).isZero();
    }

    private void play(byte[] input) {
        for (int at = 0; at < input.length && !broken; ) {
            int head = input[at++];
            int end = Math.min(input.length, at + (head & LENGTH));
            var bytes = Arrays.copyOfRange(input, at, end);
            at = end;
            if ((head & OF_SERVER) == 0) {
                int before = unsent.length;
                unsent = Arrays.copyOf(unsent, before + bytes.length);
                System.arraycopy(bytes, 0, unsent, before, bytes.length);
            } else if (bytes.length > 0) {
                server.writeBytes(bytes);
                heed(dialogue.received(ByteBuffer.wrap(bytes), this::give));
            }
            send();
        }
    }

    private void send() {
        if (broken) {
            return;
        }
        var done = dialogue.resend(bytes -> {
            int size = bytes.remaining();
            bytes.position(bytes.limit());
            return size;
        });
        if (done && unsent.length > 0 && dialogue.mayStream(true)) {
            dialogue.sent(ByteBuffer.wrap(unsent));
            unsent = new byte[0];
        }
    }

    private void heed(Verdict verdict) {
        switch (verdict) {
            case Verdict.GoOn _ -> {}
            case Verdict.Break _ -> broken = true;
            case Verdict.Move _ -> heed(dialogue.stay(this::give));
        }
    }

    private void give(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        client.writeBytes(copy);
    }
}
