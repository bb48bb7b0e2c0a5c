package io.rserpool.e2e;

import java.io.IOException;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client that reads everything a server sends, no faster than told. */
final class TcpDownload implements AutoCloseable {
    /**
     * How it ended.
     *
     * @param error empty if the server ended it in order
     */
    record Outcome(long bytes, String sha256, String error) {}

    private final Socket socket;
    private final long bytesPerSecond;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile long received;
    private volatile long lastByteNanos = System.nanoTime();
    private volatile long longestGapNanos;

    private TcpDownload(Socket socket, long bytesPerSecond) {
        this.socket = socket;
        this.bytesPerSecond = bytesPerSecond;
    }

    static TcpDownload start(String address, int port, long bytesPerSecond) throws IOException {
        var download = new TcpDownload(new Socket(address, port), bytesPerSecond);
        Thread.ofPlatform().daemon().name("download").start(download::run);
        return download;
    }

    private void run() {
        try {
            outcome.complete(read());
        } catch (Exception e) {
            outcome.completeExceptionally(e);
        }
    }

    private Outcome read() throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        var error = "";
        long begun = System.nanoTime();
        try (var in = socket.getInputStream()) {
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
                long now = System.nanoTime();
                longestGapNanos = Math.max(longestGapNanos, now - lastByteNanos);
                received += n;
                long ahead = (long) (received * 1e9 / bytesPerSecond) - (now - begun);
                TimeUnit.NANOSECONDS.sleep(Math.max(0, ahead));
                lastByteNanos = System.nanoTime();
            }
        } catch (IOException e) {
            error = String.valueOf(e.getMessage());
        }
        return new Outcome(received, HexFormat.of().formatHex(digest.digest()), error);
    }

    long received() {
        return received;
    }

    /** The longest time without a byte, in ms. */
    long longestGapMillis() {
        return longestGapNanos / 1_000_000;
    }

    Outcome await(long seconds) throws Exception {
        return outcome.get(seconds, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
