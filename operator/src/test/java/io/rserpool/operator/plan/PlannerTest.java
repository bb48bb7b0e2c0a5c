package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.Names;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    @Test
    void podsWithoutPoolsNeedNothing() {
        var all = snapshot(List.of(files()), List.of(client()));
        assertThat(Planner.plan(all, "shop", Map.of("app", "other")).isEmpty()).isTrue();
        assertThat(Planner.plan(all, "shop", null).isEmpty()).isTrue();
        assertThat(Planner.plan(all, "elsewhere", SERVER).isEmpty()).isTrue();
    }

    @Test
    void serversAreElementsAndClientsArePoolUsers() {
        var all = snapshot(List.of(files()), List.of(client()));
        var server = Planner.plan(all, "shop", SERVER);
        assertThat(server.pools()).extracting(p -> p.handle()).containsExactly("files");
        assertThat(server.uses()).isEmpty();
        var user = Planner.plan(all, "shop", CLIENT);
        assertThat(user.pools()).isEmpty();
        assertThat(user.uses()).singleElement().satisfies(use -> {
            assertThat(use.address()).isEqualTo("127.77.0.1");
            assertThat(use.port()).isEqualTo(8080);
            assertThat(use.hosts())
                    .containsExactly("files", "files.shop", "files.shop.svc", "files.shop.svc.cluster.local");
        });
    }

    @Test
    void anOptOutLabelAndTheOperatorsNamespaceKeepSidecarsOut() {
        var pool = pool("rserpool-system", "own", 0, "{selector: {matchLabels: {app: files}}, port: 1}");
        var all = snapshot(List.of(files(), pool), List.of());
        assertThat(Planner.plan(all, "shop", Map.of("app", "files", Names.INJECT, Names.DISABLED)))
                .isEqualTo(PodPlan.EMPTY);
        assertThat(Planner.plan(all, "rserpool-system", SERVER)).isEqualTo(PodPlan.EMPTY);
    }

    @Test
    void ofTwoPoolsWithTheSamePodsAndPortTheOlderOneWins() {
        var younger = pool("shop", "a-copy", 5, "{selector: {matchLabels: {app: files}}, port: 8080}");
        var plan = Planner.plan(snapshot(List.of(younger, files()), List.of()), "shop", SERVER);
        assertThat(plan.pools()).extracting(p -> p.handle()).containsExactly("files");
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.resource()).isSameAs(younger);
            assertThat(r.reason()).isEqualTo(Refusal.PODS_TAKEN);
            assertThat(r.message()).contains("shop/files", "8080", "shop/a-copy");
        });
    }

    @Test
    void twoPortsOfOnePodAreTwoPools() {
        var metrics = pool("shop", "metrics", 5, "{selector: {matchLabels: {app: files}}, port: 9999}");
        var plan = Planner.plan(snapshot(List.of(files(), metrics), List.of()), "shop", SERVER);
        assertThat(plan.pools()).hasSize(2);
        assertThat(plan.refusals()).isEmpty();
    }

    @Test
    void aHandleBelongsToTheOldestPoolOfTheScope() {
        var younger = pool("shop", "copy", 5, "{selector: {matchLabels: {app: copy}}, port: 8080, handle: files}");
        var all = snapshot(List.of(files(), younger), List.of());
        assertThat(Planner.plan(all, "shop", SERVER).pools()).hasSize(1);
        var plan = Planner.plan(all, "shop", Map.of("app", "copy"));
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo(Refusal.HANDLE_TAKEN);
            assertThat(r.message()).contains("\"shop/files\"", "older Pool shop/files", "spec.handle");
        });
    }

    @Test
    void anUnknownPoolIsRefusedAndTheOthersWork() {
        var user = user(
                "shop", "client", "{selector: {matchLabels: {app: client}}, pools: [{pool: gone}, {pool: files}]}");
        var plan = Planner.plan(snapshot(List.of(files()), List.of(user)), "shop", CLIENT);
        assertThat(plan.uses()).hasSize(1);
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo(Refusal.POOL_NOT_FOUND);
            assertThat(r.message()).contains("shop/gone", "create it");
        });
    }

    @Test
    void aMissingScopeIsNamed() {
        var pool = pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: 1, scope: {name: edge}}");
        var plan = Planner.plan(snapshot(List.of(pool), List.of()), "shop", SERVER);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("ScopeNotFound");
            assertThat(r.message()).contains("rserpool-system/edge");
        });
    }

    @Test
    void aScopeAdmitsOnlyItsNamespaces() {
        var closed = scope("default", "{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: other}}}");
        var plan = Planner.plan(snapshot(List.of(files()), List.of(), List.of(closed)), "shop", SERVER);
        assertThat(plan.refusals()).extracting(Refusal::reason).containsExactly("NamespaceRefused");
    }

    @Test
    void poolsOfOtherNamespacesHaveQualifiedHosts() {
        var user = user(
                "web", "front", "{selector: {matchLabels: {app: client}}, pools: [{pool: files, namespace: shop}]}");
        var open = pool("shop", "files", 0, """
                {selector: {matchLabels: {app: files}}, port: 8080, allowedUsers: {namespaces: {from: All}}}""");
        var plan = Planner.plan(snapshot(List.of(open), List.of(user)), "web", CLIENT);
        assertThat(plan.uses().getFirst().hosts())
                .containsExactly("files.shop", "files.shop.svc", "files.shop.svc.cluster.local");
    }

    @Test
    void oneHostWithTwoPortsHasOneAddress() {
        var admin = pool("shop", "admin", 1, "{selector: {matchLabels: {app: files}}, port: 9000}");
        var user = user("shop", "client", """
                {selector: {matchLabels: {app: client}}, pools: [{pool: files, hosts: [box]},
                {pool: admin, hosts: [box]}, {pool: files, hosts: [other]}]}""");
        var plan = Planner.plan(snapshot(List.of(files(), admin), List.of(user)), "shop", CLIENT);
        assertThat(plan.uses())
                .extracting(u -> u.address() + ":" + u.port())
                .containsExactly("127.77.0.1:8080", "127.77.0.1:9000", "127.77.0.2:8080");
    }

    @Test
    void aHostAndPortLeadToOnePool() {
        var second = pool("shop", "second", 1, "{selector: {matchLabels: {app: second}}, port: 8080}");
        var user = user("shop", "client", """
                {selector: {matchLabels: {app: client}}, pools: [{pool: files, hosts: [box]}, {pool: second, hosts: [box]}]}""");
        var plan = Planner.plan(snapshot(List.of(files(), second), List.of(user)), "shop", CLIENT);
        assertThat(plan.uses()).hasSize(1);
        assertThat(plan.refusals()).extracting(Refusal::reason).containsExactly(Refusal.HOST_TAKEN);
    }

    @Test
    void whatIsBeingDeletedCountsAsGone() {
        var leaving = files();
        leaving.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
        assertThat(Planner.plan(snapshot(List.of(leaving), List.of()), "shop", SERVER))
                .isEqualTo(PodPlan.EMPTY);
    }
}
