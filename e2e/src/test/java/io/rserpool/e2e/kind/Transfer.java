package io.rserpool.e2e.kind;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A download by ordinary programs (socat, dd, sha256sum) in the client's container, slow enough to be disturbed. */
final class Transfer implements AutoCloseable {
    /** Reads a chunk, passes it on, says so, waits: until the connection ends. */
    private static final String SLOW_DOWNLOAD = """
            socat -u TCP:%s STDOUT | {
              while :; do
                said=$(dd bs=%d count=1 iflag=fullblock 2>&1 >&3)
                echo "$said" >&2
                case $said in 0+0*) break ;; esac
                sleep 0.1
              done
            } 3>&1 | sha256sum
            """;

    private static final Pattern COPIED = Pattern.compile("^(\\d+) bytes", Pattern.MULTILINE);

    private final ExecWatch exec;
    private final ByteArrayOutputStream output;
    private final ByteArrayOutputStream progress;

    private Transfer(ExecWatch exec, ByteArrayOutputStream output, ByteArrayOutputStream progress) {
        this.exec = exec;
        this.output = output;
        this.progress = progress;
    }

    /**
     * Starts a download.
     *
     * @param target host:port
     * @param chunk bytes per tenth of a second
     */
    static Transfer start(KubernetesClient client, String namespace, String pod, String target, long chunk) {
        var output = new ByteArrayOutputStream();
        var progress = new ByteArrayOutputStream();
        var exec = client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer("client")
                .writingOutput(output)
                .writingError(progress)
                .exec("sh", "-c", SLOW_DOWNLOAD.formatted(target, chunk));
        return new Transfer(exec, output, progress);
    }

    /** {@return how many bytes the client has} */
    long received() {
        return COPIED.matcher(said())
                .results()
                .mapToLong(match -> Long.parseLong(match.group(1)))
                .sum();
    }

    /** {@return what the client's programs printed} */
    String said() {
        return progress.toString(StandardCharsets.UTF_8);
    }

    boolean ended() {
        return exec.exitCode().isDone();
    }

    /** Waits for the end and {@return the SHA-256 of what the client got} */
    String digest(Duration limit) {
        try {
            exec.exitCode().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the download has not ended after " + received() + " bytes: " + said(), e);
        }
        return output.toString(StandardCharsets.UTF_8).split(" ", 2)[0];
    }

    @Override
    public void close() {
        exec.close();
    }
}
