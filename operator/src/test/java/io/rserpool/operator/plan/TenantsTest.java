package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.Fixtures;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one namespace may do to another: nothing that this one has not agreed to. */
class TenantsTest {
    private static final Map<String, String> CLIENT = Map.of("app", "client");
    private static final Map<String, String> SERVER = Map.of("app", "files");

    private static Pool files(String more) {
        return pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: 8080%s}".formatted(more));
    }

    private static Pool admitting(String namespaces) {
        return files(", allowedUsers: {namespaces: %s}".formatted(namespaces));
    }

    private static PodPlan web(Pool pool, OperationScope scope) {
        var user = user(
                "web", "front", "{selector: {matchLabels: {app: client}}, pools: [{pool: files, namespace: shop}]}");
        return Planner.plan(snapshot(List.of(pool), List.of(user), List.of(scope)), "web", CLIENT);
    }

    private static PodPlan web(Pool pool) {
        return web(pool, scope("default", "{}"));
    }

    private static OperationScope scopeIn(String namespace, String spec) {
        var scope = scope("own", spec);
        scope.getMetadata().setNamespace(namespace);
        return scope;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{from: All}",
                "{from: Selector, selector: {}}",
                "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: web}}}",
                "{from: Selector, selector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [web, lab]}]}}"
            })
    void aPoolIsUsedFromWhereItSays(String namespaces) {
        var plan = web(admitting(namespaces));
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.uses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{from: Same}",
                "{from: Selector, selector: {matchLabels: {kubernetes.io/metadata.name: lab}}}",
                "{from: Selector}"
            })
    void andFromNowhereElse(String namespaces) {
        var plan = web(admitting(namespaces));
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("NotAllowed");
            assertThat(r.message())
                    .startsWith("Pool shop/files does not admit PoolUsers of namespace web, since ")
                    .contains("its owner must write \"allowedUsers: {namespaces: {from: Selector, selector:"
                            + " {matchLabels: {kubernetes.io/metadata.name: web}}}}\" into its spec")
                    .contains("clients connect as they do without a sidecar");
        });
    }

    /** What the message tells the owner to write does it. */
    @Test
    void theMessageTellsWhatToWrite() {
        var message = web(files("")).refusals().getFirst().message();
        var told = message.substring(message.indexOf('"') + 1, message.lastIndexOf('"'));
        assertThat(web(files(", " + told)).uses()).hasSize(1);
    }

    @Test
    void aPoolOfTheSameNamespaceNeedsNoConsent() {
        var plan = Planner.plan(
                snapshot(List.of(admitting("{from: Selector}")), List.of(Fixtures.client())), "shop", CLIENT);
        assertThat(plan.uses()).hasSize(1);
    }

    @Test
    void aScopeOfANamespaceAdmitsOnlyItself() {
        var joining = files(", scope: {name: own, namespace: shop}");
        var stranger = files(", scope: {name: own, namespace: lab}");
        assertThat(Planner.plan(snapshot(List.of(joining), List.of(), List.of(scopeIn("shop", "{}"))), "shop", SERVER)
                        .pools())
                .hasSize(1);
        var refused =
                Planner.plan(snapshot(List.of(stranger), List.of(), List.of(scopeIn("lab", "{}"))), "shop", SERVER);
        assertThat(refused.isEmpty()).isTrue();
        assertThat(refused.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("NamespaceRefused");
            assertThat(r.message())
                    .isEqualTo(
                            "OperationScope lab/own does not admit namespace shop, but only its own: its owner must write"
                                    + " \"namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: shop}}\" into its spec, or the"
                                    + " Pool name another scope");
        });
        for (var selector : List.of("{}", "{matchLabels: {kubernetes.io/metadata.name: shop}}")) {
            var open = scopeIn("lab", "{namespaceSelector: %s}".formatted(selector));
            assertThat(Planner.plan(snapshot(List.of(stranger), List.of(), List.of(open)), "shop", SERVER)
                            .pools())
                    .hasSize(1);
        }
    }

    /** A Pool that lets all in brings nobody into a scope that does not. */
    @Test
    void aScopeAdmitsPoolUsersToo() {
        var pool = files(", scope: {name: own, namespace: shop}, allowedUsers: {namespaces: {from: All}}");
        assertThat(web(pool, scopeIn("shop", "{}")).refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("PoolNotUsable");
            assertThat(r.message()).contains("OperationScope shop/own does not admit namespace web");
        });
        assertThat(web(pool, scopeIn("shop", "{namespaceSelector: {}}")).uses()).hasSize(1);
    }

    private static Snapshot hosts(String host, String... allowed) {
        var plain = snapshot(
                List.of(admitting("{from: All}")),
                List.of(user(
                        "web",
                        "front",
                        "{selector: {matchLabels: {app: client}}, pools: [{pool: files, namespace: shop, hosts: [%s]}]}"
                                .formatted(host))));
        return new Snapshot(
                plain.pools(),
                plain.users(),
                plain.scopes(),
                plain.operatorNamespace(),
                plain.namespaceLabels(),
                plain.services(),
                new AllowedHosts(List.of(allowed)));
    }

    @ParameterizedTest
    @CsvSource({
        "front",
        "front.web",
        "front.web.svc",
        "front.web.svc.cluster.local",
        "files.shop",
        "files.shop.svc",
        "files.shop.svc.cluster.local"
    })
    void servicesOfTheNamespacesConcernedAreCaptured(String host) {
        assertThat(Planner.plan(hosts(host), "web", CLIENT).uses()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "kubernetes.default",
        "kubernetes.default.svc",
        "kubernetes.default.svc.cluster.local",
        "api.example.com",
        "accounts.bank.svc",
        "front.web.svc.example.com",
        "front.web.com",
        "files.shop.svc.cluster.local.example.com"
    })
    void noOtherHostIsCapturedUnlessTheAdministratorAllowsIt(String host) {
        var plan = Planner.plan(hosts(host), "web", CLIENT);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("HostNotAllowed");
            assertThat(r.message())
                    .startsWith("[" + host
                            + "] in spec.pools[].hosts are no Services of namespace web or of the Pool's, shop")
                    .contains("tenants.allowedHosts");
        });
        var parent = "*" + host.substring(host.indexOf('.'));
        for (var allowed : List.of(host, parent)) {
            assertThat(Planner.plan(hosts(host, "else", allowed), "web", CLIENT).uses())
                    .as(allowed)
                    .hasSize(1);
        }
    }

    @Test
    void whoIsInTheNamespaceOfTheApiServerCannotCaptureItEither() {
        assertThat(new AllowedHosts(List.of()).admit("kubernetes", "default", "shop"))
                .isFalse();
        assertThat(new AllowedHosts(List.of()).admit("other", "default", "shop"))
                .isTrue();
    }

    /** Sixteen hosts of which one is somebody else's: nothing is captured, so no name leads somewhere else than without us. */
    @Test
    void oneStrangeHostIsEnough() {
        assertThat(Planner.plan(hosts("front, kubernetes.default.svc"), "web", CLIENT)
                        .isEmpty())
                .isTrue();
    }
}
