package io.rserpool.operator.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.injection.PageTokens;
import io.rserpool.operator.injection.Sidecars;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

/** Asks sidecars, a few pods at a time, what they make of their pools ({@code GET /pools} of their management ports). */
@ApplicationScoped
public class SidecarReports {
    /** So many pods are asked at a look: what is wrong with one is mostly wrong with the others. */
    public static final int MAX_PODS = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final long MAX_ANSWER = 64 * 1024;
    private static final int MAX_REASON = 300;
    private static final int OK = 200;

    private final PageTokens tokens;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    /** Shows sidecars these. */
    public SidecarReports(PageTokens tokens) {
        this.tokens = tokens;
    }

    /**
     * What a sidecar says of a pool.
     *
     * @param pod name of its pod
     * @param handle the pool's handle
     * @param reason why it is not as it should be; empty if all is well
     * @param refuses whether it has nowhere to go with new connections
     * @param sessions those that a user has with the pool
     */
    public record Report(String pod, String handle, String reason, boolean refuses, SessionCount sessions) {
        /** Of a pod that new connections do not go through, or that has a way for them. */
        public Report(String pod, String handle, String reason) {
            this(pod, handle, reason, false, SessionCount.NONE);
        }
    }

    /** {@return what the pe-sidecars of the first pods say: why their elements are not registered} */
    public List<Report> elements(List<Pod> pods) {
        return ask(pods, Sidecars.PE_MANAGEMENT, page -> page.path("registered").asBoolean());
    }

    /** {@return what the pu-sidecars of the first pods say: why their new connections go to the Service, or nowhere, and not to elements} */
    public List<Report> users(List<Pod> pods) {
        return ask(pods, Sidecars.PU_MANAGEMENT, page -> "elements"
                .equals(page.path("via").asText()));
    }

    private interface AsItShouldBe {
        boolean test(JsonNode pool);
    }

    private List<Report> ask(List<Pod> pods, int port, AsItShouldBe good) {
        var answers = new ArrayList<CompletableFuture<List<Report>>>();
        pods.stream()
                .filter(p -> Pods.address(p) != null)
                .limit(MAX_PODS)
                .forEach(p -> answers.add(ask(p, port, good)));
        return answers.stream().flatMap(a -> a.join().stream()).toList();
    }

    /** Whoever does not answer in time, or not as it should, has nothing to say. */
    private CompletableFuture<List<Report>> ask(Pod pod, int port, AsItShouldBe good) {
        var address = String.valueOf(Pods.address(pod));
        var host = address.contains(":") ? "[" + address + "]" : address;
        var request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/pools"))
                .timeout(PATIENCE);
        tokens.authorization(pod.getMetadata().getNamespace())
                .ifPresent(shown -> request.header("Authorization", shown));
        return http.sendAsync(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER))
                .thenApply(answer -> read(pod, answer, good))
                .completeOnTimeout(List.of(), PATIENCE.toMillis() * 2, java.util.concurrent.TimeUnit.MILLISECONDS)
                .exceptionally(silent -> List.of());
    }

    private List<Report> read(Pod pod, HttpResponse<byte[]> answer, AsItShouldBe good) {
        if (answer.statusCode() != OK) {
            return List.of();
        }
        try {
            var name = pod.getMetadata().getName();
            return StreamSupport.stream(json.readTree(answer.body()).spliterator(), false)
                    .map(pool -> new Report(
                            name,
                            pool.path("handle").asText(),
                            good.test(pool) ? "" : reason(pool),
                            "none".equals(pool.path("via").asText()),
                            SessionCount.of(pool)))
                    .toList();
        } catch (IOException notJson) {
            return List.of();
        }
    }

    private static String reason(JsonNode pool) {
        return Optional.of(pool.path("reason").asText())
                .filter(r -> !r.isBlank())
                .map(r -> r.substring(0, Math.min(r.length(), MAX_REASON)))
                .orElse("it does not say why");
    }

    /** {@return the reasons for people: those of one kind together, at most three kinds} */
    public static String describe(List<Report> reports) {
        var kinds = new java.util.LinkedHashMap<String, List<String>>();
        for (var report : reports) {
            kinds.computeIfAbsent(report.reason(), r -> new ArrayList<>()).add(report.pod());
        }
        return kinds.entrySet().stream()
                .limit(3)
                .map(k -> k.getValue().getFirst()
                        + (k.getValue().size() > 1
                                ? " and %d more".formatted(k.getValue().size() - 1)
                                : "") + ": "
                        + k.getKey())
                .collect(java.util.stream.Collectors.joining("; "));
    }
}
