package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.Talk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A response as a client reads it.
 *
 * @param body decoded
 */
record HttpAnswer(int status, Map<String, String> fields, byte[] body) {
    private static final int PART = 64 << 10;

    /** Between two parts of a body, so that it lasts. */
    private static final Duration BETWEEN_PARTS = Duration.ofMillis(15);

    private static final int HEXADECIMAL = 16;

    /** Reads one. */
    static HttpAnswer read(Talk talk, boolean toHead) throws IOException {
        var status = talk.readLine();
        if (!status.matches("HTTP/1\\.[01] \\d{3} .*")) {
            throw new Talk.WrongBytes("the answer begins with \"" + status + '"');
        }
        var fields = new TreeMap<String, String>();
        for (var line = talk.readLine(); !line.isEmpty(); line = talk.readLine()) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new HttpAnswer(
                Integer.parseInt(status.split(" ")[1]), fields, toHead ? new byte[0] : body(talk, fields));
    }

    private static byte[] body(Talk talk, Map<String, String> fields) throws IOException {
        var length = fields.get("content-length");
        if (length != null) {
            return parts(talk, Integer.parseInt(length));
        }
        if (!"chunked".equalsIgnoreCase(fields.get("transfer-encoding"))) {
            throw new Talk.WrongBytes("a body without length: " + fields);
        }
        var body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(talk.readLine(), HEXADECIMAL);
            body.write(talk.read(size));
            talk.expect("\r\n");
        } while (size > 0);
        return body.toByteArray();
    }

    private static byte[] parts(Talk talk, int length) throws IOException {
        var body = new ByteArrayOutputStream(length);
        while (body.size() < length) {
            body.write(talk.read(Math.min(PART, length - body.size())));
            if (body.size() < length) {
                Pauses.pass(BETWEEN_PARTS);
            }
        }
        return body.toByteArray();
    }

    /** Fails if it is not what it must be. */
    void mustBe(int expectedStatus, byte[] expected) throws IOException {
        if (status != expectedStatus) {
            throw new Talk.WrongBytes("status " + status + " instead of " + expectedStatus + ", " + fields);
        }
        int wrong = Arrays.mismatch(body, expected);
        if (wrong >= 0) {
            throw new Talk.WrongBytes("%d bytes, the one at %d is wrong".formatted(body.length, wrong));
        }
    }

    void mustBe(String expected) throws IOException {
        mustBe(200, expected.getBytes(StandardCharsets.US_ASCII));
    }
}
