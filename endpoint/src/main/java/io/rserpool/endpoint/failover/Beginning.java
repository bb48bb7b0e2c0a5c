package io.rserpool.endpoint.failover;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Whether bytes that come in parts begin with a text. */
final class Beginning {
    private final byte[] text;
    private int seen;
    private boolean differs;

    Beginning(String text) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** More bytes; the position does not move. */
    void add(ByteBuffer bytes) {
        for (int at = bytes.position(); !differs && seen < text.length && at < bytes.limit(); at++) {
            differs = bytes.get(at) != text[seen++];
        }
    }

    boolean isThis() {
        return !differs && seen == text.length;
    }
}
