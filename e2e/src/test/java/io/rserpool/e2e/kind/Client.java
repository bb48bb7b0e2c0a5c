package io.rserpool.e2e.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The example's client, which downloads the file again and again and says in its log how far it is and whether it was right. */
final class Client {
    /** A whole download takes about 15 s on an idle machine. */
    private static final Duration DOWNLOAD = Duration.ofMinutes(3);

    private static final Pattern LINE = Pattern.compile("^download (\\d+): (.*)$", Pattern.MULTILINE);

    private final KubernetesClient kubernetes;
    private final String namespace;
    private final String pod;

    Client(KubernetesClient kubernetes, String namespace, String pod) {
        this.kubernetes = kubernetes;
        this.namespace = namespace;
        this.pod = pod;
    }

    private record Line(int download, String text) {
        boolean isVerdict() {
            return !text.endsWith("%");
        }

        int percent() {
            return isVerdict() ? 100 : Integer.parseInt(text.replaceAll("\\D", ""));
        }
    }

    private Stream<Line> lines() {
        var log = kubernetes
                .pods()
                .inNamespace(namespace)
                .withName(pod)
                .inContainer("client")
                .getLog();
        return LINE
                .matcher(log)
                .results()
                .map(match -> new Line(Integer.parseInt(match.group(1)), match.group(2)))
                .toList()
                .stream();
    }

    /** Waits for a download that begins from now on to have come so far, and {@return its number}. */
    int awaitNewDownload(int percent) {
        int before = lines().mapToInt(Line::download).max().orElse(0);
        return await().atMost(DOWNLOAD.multipliedBy(2))
                .until(() -> reached(before + 1, percent), reached -> reached > before);
    }

    /** Waits for a download to have come so far. */
    void awaitProgress(int download, int percent) {
        await().atMost(DOWNLOAD).until(() -> reached(download, percent) >= download);
    }

    /** {@return the youngest download from {@code first} on that has come so far; 0 if none has} */
    private int reached(int first, int percent) {
        return lines().filter(line -> line.download() >= first)
                .filter(line -> line.percent() >= percent)
                .mapToInt(Line::download)
                .max()
                .orElse(0);
    }

    boolean isRunning(int download) {
        return lines().noneMatch(line -> line.download() == download && line.isVerdict());
    }

    /** Waits for the end of a download; the client must have got every byte, once and in order. */
    void awaitSuccess(int download) {
        await().atMost(DOWNLOAD).until(() -> !isRunning(download));
        assertThat(verdicts(download)).containsExactly("every byte is right");
    }

    private List<String> verdicts(int download) {
        return lines().filter(line -> line.download() == download && line.isVerdict())
                .map(Line::text)
                .toList();
    }

    /** Nothing that the client ever got was wrong; its first download may have begun before there were elements, and ends as it would without us. */
    void assertNeverBroken() {
        assertThat(lines().filter(line -> line.isVerdict() && line.download() > 1)
                        .map(Line::text))
                .containsOnly("every byte is right");
    }
}
