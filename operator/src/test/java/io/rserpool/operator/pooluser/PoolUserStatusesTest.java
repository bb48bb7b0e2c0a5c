package io.rserpool.operator.pooluser;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;

import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.PoolUserStatus;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Snapshot;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoolUserStatusesTest {
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    private static PoolUserStatus status(Snapshot snapshot, PoolUser user, Pod pod) {
        var pods = List.of(pod);
        var unresolved = PoolUserObserver.unresolved(snapshot, user, pods);
        var observation = new PoolUserObservation(
                user, unresolved, PoolUserObserver.clashes(pods), Census.of(snapshot, "shop", pods), List.of());
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
}
