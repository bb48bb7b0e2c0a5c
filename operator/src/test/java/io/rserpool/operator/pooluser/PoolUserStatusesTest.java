package io.rserpool.operator.pooluser;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.PoolUserStatus;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.SessionCount;
import io.rserpool.operator.observe.SidecarReports.Report;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Refusal;
import io.rserpool.operator.plan.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PoolUserStatusesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    private static PoolUserStatus status(Snapshot snapshot, PoolUser user, Pod pod) {
        var pods = List.of(pod);
        var unresolved = PoolUserObserver.unresolved(snapshot, user, pods);
        var reports = List.of(new Report("client-0", "files", ""));
        return status(snapshot, user, pods, unresolved, reports);
    }

    private static PoolUserStatus status(
            Snapshot snapshot,
            PoolUser user,
            List<Pod> pods,
            List<Refusal> unresolved,
            @Nullable List<Report> reports) {
        var observation = new PoolUserObservation(
                user,
                unresolved,
                PoolUserObserver.listed(snapshot, user, pods, Names.PORT_CLASH),
                PoolUserObserver.listed(snapshot, user, pods, Names.FORWARD_CLASH),
                Census.of(snapshot, "shop", pods, Fixtures.MARKS),
                reports,
                List.of());
        return PoolUserStatuses.of(observation, NOW);
    }

    private static Pod injected(Snapshot snapshot, int port) {
        return Fixtures.injector()
                .inject(pod("client-0", CLIENT, port), Planner.plan(snapshot, "shop", CLIENT))
                .pod();
    }

    @Test
    void ready() {
        var snapshot = snapshot(List.of(files()), List.of(client()));
        Golden.assertMatches("status-user-ready.yaml", status(snapshot, client(), injected(snapshot, 0)));
    }

    @Test
    void sessionsThatAreNotProtectedSayWhy() {
        var snapshot = snapshot(List.of(files()), List.of(client()));
        var pods = List.of(injected(snapshot, 0));
        var counts = List.of(
                new SessionCount(7, Map.of("unsafe_request", 2, "tls", 1)),
                new SessionCount(3, Map.of("mode", 1, "tls", 2, "upgraded", 1)));
        var reports = counts.stream()
                .map(count -> new Report("client-0", "files", "", false, count))
                .toList();
        var status = status(snapshot, client(), pods, List.of(), reports);
        assertThat(status.sessions()).isEqualTo("3/10");
        assertThat(status.unprotected()).isEqualTo("tls 3, unsafe_request 2, mode 1");

        var all = List.of(new Report("client-0", "files", "", false, new SessionCount(4, Map.of())));
        assertThat(status(snapshot, client(), pods, List.of(), all).sessions()).isEqualTo("4/4");
        assertThat(status(snapshot, client(), pods, List.of(), all).unprotected())
                .isNull();
        assertThat(status(snapshot, client(), pods, List.of(), null).sessions()).isNull();
    }

    /** Its pods are as they would be without us, and Ready says why. */
    @Test
    void aPoolThatDoesNotAdmitItIsTold() {
        var closed = Fixtures.pool("bank", "accounts", 0, "{selector: {matchLabels: {app: bank}}, port: 8080}");
        var user = user(
                "shop",
                "client",
                "{selector: {matchLabels: {app: client}}, pools: [{pool: accounts, namespace: bank}]}");
        var snapshot = snapshot(List.of(closed), List.of(user));
        var pod = injected(snapshot, 0);
        assertThat(pod).isEqualTo(pod("client-0", CLIENT, 0));
        assertThat(Objects.requireNonNull(status(snapshot, user, pod).conditions()))
                .filteredOn(c -> c.getReason().equals("NotAllowed"))
                .extracting(c -> c.getType() + " " + c.getStatus())
                .containsExactly("PoolsResolved False", "Ready False");
    }

    @Test
    void anUnknownPool() {
        var user = user(
                "shop", "client", "{selector: {matchLabels: {app: client}}, pools: [{pool: gone}, {pool: files}]}");
        var snapshot = snapshot(List.of(files()), List.of(user));
        Golden.assertMatches("status-user-unknown-pool.yaml", status(snapshot, user, injected(snapshot, 0)));
    }

    @Test
    void aPortClash() {
        var snapshot = snapshot(List.of(files()), List.of(client()));
        Golden.assertMatches("status-user-port-clash.yaml", status(snapshot, client(), injected(snapshot, 8080)));
    }

    private static List<String> conditions(PoolUserStatus status) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> List.of("Protected", "Ready").contains(c.getType()))
                .map(c -> c.getStatus() + " " + c.getReason())
                .toList();
    }

    @Test
    void connectionsThatGoPastThePoolAreTold() {
        var snapshot = snapshot(List.of(files()), List.of(client()));
        var pods = List.of(injected(snapshot, 0));
        var past = List.of(
                new Report("client-0", "files", "pool files has no element"),
                new Report("client-1", "files", "pool files has no element"));
        var status = status(snapshot, client(), pods, List.of(), past);
        assertThat(conditions(status)).containsExactly("False FallbackToService", "False FallbackToService");
        assertThat(Objects.requireNonNull(status.conditions()))
                .anyMatch(c -> c.getMessage().contains("client-0 and 1 more: pool files has no element"));

        var refused = List.of(past.getFirst(), new Report("client-1", "files", "no element", true, SessionCount.NONE));
        assertThat(conditions(status(snapshot, client(), pods, List.of(), refused)))
                .containsExactly("False ConnectionsRefused", "False ConnectionsRefused");

        assertThat(conditions(status(snapshot, client(), pods, List.of(), null)))
                .as("that nobody answers says nothing")
                .containsExactly("Unknown SidecarsNotReached", "True Ready");
    }

    private static String captured(PoolUserStatus status) {
        return Objects.requireNonNull(status.conditions()).stream()
                .filter(c -> c.getType().equals("Captured"))
                .map(c -> c.getStatus() + " " + c.getReason() + ": " + c.getMessage())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void takenHostAliasesAndOtherPortsOfThePodsOwnAreTold() {
        var services = List.of(service("files", "{ports: [{port: 8080}, {port: 9090}]}"));
        var snapshot = snapshot(List.of(files()), List.of(client()), List.of(scope("default", "{}")), services);
        assertThat(captured(status(snapshot, client(), injected(snapshot, 9090))))
                .startsWith("True ForwardClash")
                .contains("client-0: files:9090 (container main)", "spec.pools[].hosts");

        var bare = pod("client-0", CLIENT, 0);
        bare.getSpec().setHostAliases(List.of(new HostAlias(List.of("files"), "10.0.0.1")));
        var aliased = Fixtures.injector()
                .inject(bare, Planner.plan(snapshot, "shop", CLIENT))
                .pod();
        assertThat(captured(status(snapshot, client(), aliased)))
                .startsWith("False HostAliasTaken")
                .contains("client-0: files:8080 (hostAliases)");
    }

    @Test
    void podsThatNeedNoSidecarAreCounted() {
        var services = List.of(service("files", "{ports: [{port: 80, targetPort: 9000}]}"));
        var snapshot = snapshot(List.of(files()), List.of(client()), List.of(scope("default", "{}")), services);
        var status = status(snapshot, client(), pod("client-0", CLIENT, 0));
        assertThat(status.pods()).isEqualTo(1);
        assertThat(Objects.requireNonNull(status.conditions()))
                .extracting(c -> c.getType() + " " + c.getReason())
                .contains("PoolsResolved PortNotFound", "Injected NothingToInject", "Ready PortNotFound");
        var optedOut = pod("client-0", Map.of("app", "client", Names.INJECT, Names.DISABLED), 0);
        assertThat(status(snapshot, client(), optedOut).pods()).isZero();
    }
}
