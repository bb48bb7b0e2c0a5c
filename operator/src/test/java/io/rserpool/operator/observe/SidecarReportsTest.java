package io.rserpool.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rserpool.operator.injection.PageTokens;
import io.rserpool.operator.injection.Sidecars;
import io.rserpool.operator.observe.SidecarReports.Report;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sidecars on loopback addresses, at the port that they have in pods. */
class SidecarReportsTest {
    private final SidecarReports reports = new SidecarReports(new PageTokens());
    private final List<HttpServer> servers = new ArrayList<>();
    private final Random random = new Random();

    @AfterEach
    void stop() {
        servers.forEach(s -> s.stop(0));
    }

    private Pod pod(String name, int port, String answer) throws IOException {
        var address = "127.%d.%d.%d".formatted(1 + random.nextInt(250), random.nextInt(250), 1 + random.nextInt(250));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral(address), port), 0);
        server.createContext("/pools", exchange -> {
            try (exchange) {
                var body = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        servers.add(server);
        return at(name, address);
    }

    private static Pod at(String name, String address) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewStatus()
                .withPodIP(address)
                .endStatus()
                .build();
    }

    @Test
    void elementsSayWhyTheyAreNotRegistered() throws IOException {
        var good = pod(
                "good", Sidecars.PE_MANAGEMENT, "[{\"handle\": \"files\", \"registered\": true, \"reason\": \"\"}]");
        var bad = pod(
                "bad",
                Sidecars.PE_MANAGEMENT,
                "[{\"handle\": \"files\", \"registered\": false, \"reason\": \"nobody listens on port 8081\"}]");
        assertThat(reports.elements(List.of(good, bad)))
                .containsExactly(
                        new Report("good", "files", ""), new Report("bad", "files", "nobody listens on port 8081"));
    }

    @Test
    void usersSayWhyTheyGoToTheService() throws IOException {
        var past = pod(
                "past",
                Sidecars.PU_MANAGEMENT,
                "[{\"handle\": \"files\", \"via\": \"service\", \"reason\": \"no element\"}]");
        assertThat(reports.users(List.of(past))).containsExactly(new Report("past", "files", "no element"));
        var refusing = pod(
                "refusing",
                Sidecars.PU_MANAGEMENT,
                "[{\"handle\": \"files\", \"via\": \"none\", \"reason\": \"no element\"}]");
        assertThat(reports.users(List.of(refusing)))
                .containsExactly(new Report("refusing", "files", "no element", true, SessionCount.NONE));
    }

    @Test
    void usersCountTheirSessions() throws IOException {
        var busy = pod(
                "busy",
                Sidecars.PU_MANAGEMENT,
                "[{\"handle\": \"files\", \"via\": \"elements\", \"sessions\": 5, \"unprotected\": {\"tls\": 2, \"mode\": \"x\", \"<b>\": 1}}]");
        assertThat(reports.users(List.of(busy)))
                .containsExactly(
                        new Report("busy", "files", "", false, new SessionCount(5, Map.of("tls", 2, "mode", 0))));
    }

    @Test
    void whoDoesNotAnswerOrNotAsItShouldHasNothingToSay() throws IOException {
        var nonsense = pod("nonsense", Sidecars.PU_MANAGEMENT, "<html>");
        var endless = pod("endless", Sidecars.PU_MANAGEMENT, "[" + "{},".repeat(100_000) + "{}]");
        var nobody = at("nobody", "127.251.1.1");
        assertThat(reports.users(List.of(nonsense, endless, nobody))).isEmpty();
    }

    @Test
    void whatIsTheSameIsSaidOnce() {
        var all = List.of(
                new Report("a", "files", "no element"),
                new Report("b", "files", "no element"),
                new Report("c", "files", "other"));
        assertThat(SidecarReports.describe(all)).isEqualTo("a and 1 more: no element; c: other");
    }
}
