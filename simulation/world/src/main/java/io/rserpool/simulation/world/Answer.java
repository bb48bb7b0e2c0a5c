package io.rserpool.simulation.world;

import java.io.ByteArrayOutputStream;

/** What a deterministic server says: a greeting, some bytes for each byte of the client, a farewell after its end. */
final class Answer {
    private static final int GREETING = 40;
    private static final int FAREWELL = 60;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int state = 17;
    private boolean finished;

    Answer() {
        emit(GREETING);
    }

    /** The whole answer to a client that sends this and then ends. */
    static byte[] to(byte[] input) {
        var answer = new Answer();
        for (var b : input) {
            answer.take(b);
        }
        answer.finish();
        return answer.drain();
    }

    void take(byte b) {
        state = state * 31 + b;
        emit((b & 0x1f) * 3);
    }

    void finish() {
        if (!finished) {
            finished = true;
            emit(FAREWELL);
        }
    }

    boolean isFinished() {
        return finished;
    }

    /** What was said since the last call. */
    byte[] drain() {
        var bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    private void emit(int count) {
        for (int i = 0; i < count; i++) {
            state = state * 1103515245 + 12345;
            out.write(state >> 16);
        }
    }
}
