package io.rserpool.e2e.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An ordinary client that writes what it fetches to its output, which is read at a given rate. */
final class Download {
    private static final int CHUNK = 1 << 16;

    private final Process client;
    private final Path log;
    private final long bytesPerSecond;
    private final MessageDigest digest = sha256();
    private volatile long received;
    private volatile @Nullable IOException failure;
    private volatile boolean ended;
    private volatile long longestGapNanos;

    private Download(Process client, Path log, long bytesPerSecond) {
        this.client = client;
        this.log = log;
        this.bytesPerSecond = bytesPerSecond;
    }

    /**
     * Starts the client.
     *
     * @param log gets what it complains about
     */
    static Download start(List<String> command, long bytesPerSecond, Path log) throws IOException {
        var client = new ProcessBuilder(command).redirectError(log.toFile()).start();
        var download = new Download(client, log, bytesPerSecond);
        Thread.ofPlatform().daemon().name("download").start(download::read);
        return download;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        var buffer = new byte[CHUNK];
        var start = System.nanoTime();
        var last = start;
        try (var in = client.getInputStream()) {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                digest.update(buffer, 0, n);
                received += n;
                var now = System.nanoTime();
                longestGapNanos = Math.max(longestGapNanos, now - last);
                var ahead = (long) (received * 1e9 / bytesPerSecond) - (now - start);
                if (ahead > 0) {
                    TimeUnit.NANOSECONDS.sleep(ahead);
                } else {
                    // What was missed is not made up for: the rate is an upper bound.
                    start -= ahead;
                }
                last = System.nanoTime();
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended = true;
        }
    }

    long received() {
        return received;
    }

    boolean ended() {
        return ended;
    }

    /** Whether the client, whose output has ended, says that all is well. */
    boolean succeeded() throws InterruptedException {
        return client.waitFor(5, TimeUnit.SECONDS) && client.exitValue() == 0;
    }

    /** The longest time that the client had nothing to read, in ms. */
    long longestGapMillis() {
        return longestGapNanos / 1_000_000;
    }

    /** SHA-256 of everything received; call once, after the end. */
    String checksum() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** What the client complains about, or nothing. */
    String complaint() throws IOException {
        var text = Files.readString(log).strip();
        var broken = failure;
        return broken == null ? text : text + " " + broken;
    }

    void kill() {
        client.destroyForcibly();
    }
}
