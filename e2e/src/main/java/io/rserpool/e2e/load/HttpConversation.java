package io.rserpool.e2e.load;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Requests for a file over one connection; each answer is compared byte for byte.
 *
 * @param path of the file
 * @param content of the file
 * @param requests in a session at most
 * @param bytesPerSecond how fast the client reads at most
 */
public record HttpConversation(String path, byte[] content, int requests, long bytesPerSecond) implements Conversation {
    private static final int CHUNK = 1 << 16;

    /** Header in which a server says its name. */
    static final String SERVED_BY = "x-served-by";

    /** As fast as it comes. */
    public HttpConversation(String path, byte[] content, int requests) {
        this(path, content, requests, Long.MAX_VALUE);
    }

    @Override
    public void hold(Talk talk, RandomGenerator random, BooleanSupplier goOn) throws IOException {
        for (int i = 0; i < requests && goOn.getAsBoolean(); i++) {
            talk.send("GET " + path + " HTTP/1.1\r\nHost: pool\r\n\r\n");
            header(talk);
            body(talk);
        }
    }

    private void header(Talk talk) throws IOException {
        var status = talk.readLine();
        if (!status.equals("HTTP/1.1 200 OK")) {
            throw new Talk.WrongBytes("the answer begins with \"" + status + '"');
        }
        for (var line = talk.readLine(); !line.isEmpty(); line = talk.readLine()) {
            int colon = line.indexOf(':');
            var name = line.substring(0, Math.max(colon, 0)).toLowerCase(Locale.ROOT);
            var value = line.substring(colon + 1).strip();
            if (name.equals(SERVED_BY)) {
                talk.servedBy(value);
            } else if (name.equals("content-length") && !value.equals(Integer.toString(content.length))) {
                throw new Talk.WrongBytes("the answer has " + value + " bytes, not " + content.length);
            }
        }
    }

    private void body(Talk talk) throws IOException {
        long begun = System.nanoTime();
        for (int at = 0; at < content.length; at += CHUNK) {
            int end = Math.min(content.length, at + CHUNK);
            talk.expect(Arrays.copyOfRange(content, at, end));
            long ahead = (long) (end * 1e9 / bytesPerSecond) - (System.nanoTime() - begun);
            if (ahead > 0) {
                pause(ahead);
            }
        }
    }

    private static void pause(long nanos) throws IOException {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
