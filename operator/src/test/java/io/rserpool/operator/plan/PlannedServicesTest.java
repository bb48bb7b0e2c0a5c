package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.api.PoolUser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is captured of a Service that clients know. */
class PlannedServicesTest {
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    private static PoolUser client(String name, int second, String entries) {
        var user = user("shop", name, "{selector: {matchLabels: {app: client}}, pools: [" + entries + "]}");
        user.getMetadata().setCreationTimestamp("2026-01-01T00:00:%02dZ".formatted(second));
        return user;
    }

    private static PodPlan plan(List<Pool> pools, List<PoolUser> users, Service... services) {
        var all = snapshot(pools, users, List.of(scope("default", "{}")), List.of(services));
        return Planner.plan(all, "shop", CLIENT);
    }

    private static PodPlan plan(String entry, Service... services) {
        return plan(List.of(files()), List.of(client("client", 0, entry)), services);
    }

    private static List<String> captured(PodPlan plan) {
        return plan.uses().stream().map(u -> u.address() + ":" + u.port()).toList();
    }

    private static List<String> forwarded(PodPlan plan) {
        return plan.forwards().stream()
                .map(f -> "%s:%d to %s:%d".formatted(f.address(), f.port(), f.host(), f.port()))
                .toList();
    }

    private static List<String> fallbacks(PodPlan plan) {
        return plan.uses().stream().flatMap(u -> u.fallback().stream()).toList();
    }

    private static Refusal refusal(PodPlan plan) {
        assertThat(plan.refusals()).hasSize(1);
        return plan.refusals().getFirst();
    }

    @Test
    void portsComeFromTheService() {
        var plan = plan("{pool: files}", service("files", "{ports: [{port: 80, targetPort: 8080}, {port: 9090}]}"));
        assertThat(captured(plan)).containsExactly("127.77.0.1:80");
        assertThat(fallbacks(plan)).containsExactly("files:80");
        assertThat(forwarded(plan)).containsExactly("127.77.0.1:9090 to files:9090");
        assertThat(plan.refusals()).isEmpty();
    }

    @Test
    void severalPortsThatLeadToThePoolAreAllCaptured() {
        var plan = plan("{pool: files}", service("files", "{ports: [{port: 80, targetPort: 8080}, {port: 8080}]}"));
        assertThat(captured(plan)).containsExactly("127.77.0.1:80", "127.77.0.1:8080");
        assertThat(fallbacks(plan)).containsExactly("files:80", "files:8080");
    }

    @Test
    void aNameStandsForThePortThatThePodsGiveIt() {
        var service = service("files", "{ports: [{port: 80, targetPort: web}, {port: 81, targetPort: admin}]}");
        assertThat(refusal(plan("{pool: files}", service)).reason()).isEqualTo(Refusal.PORT_NOT_FOUND);
        var pool = files();
        var names = Map.of("web", 8080, "admin", 8081);
        pool.setStatus(new PoolStatus(null, null, null, null, null, null, names, null));
        var plan = plan(List.of(pool), List.of(client("client", 0, "{pool: files}")), service);
        assertThat(captured(plan)).containsExactly("127.77.0.1:80");
        assertThat(forwarded(plan)).containsExactly("127.77.0.1:81 to files:81");
    }

    @Test
    void theFirstHostIsTheService() {
        var service = service("front", "{ports: [{port: 80, targetPort: 8080}, {port: 9090}]}");
        var plan = plan("{pool: files, hosts: [front.shop.svc, front]}", service, service("files", "{}"));
        assertThat(captured(plan)).containsExactly("127.77.0.1:80");
        assertThat(forwarded(plan)).containsExactly("127.77.0.1:9090 to front.shop.svc:9090");
        assertThat(fallbacks(plan)).containsExactly("front.shop.svc:80");
    }

    @Test
    void withoutAServiceThePoolsPortIsCapturedAndNothingElse() {
        for (var entry : List.of("{pool: files}", "{pool: files, hosts: [stock.shop]}")) {
            var plan = plan(entry);
            assertThat(captured(plan)).containsExactly("127.77.0.1:8080");
            assertThat(plan.forwards()).isEmpty();
            assertThat(fallbacks(plan)).hasSize(1);
        }
        var external = service("files", "{type: ExternalName, externalName: example.com, ports: [{port: 80}]}");
        assertThat(captured(plan("{pool: files}", external))).containsExactly("127.77.0.1:8080");
    }

    @Test
    void aPortThatTheEntryNamesIsCapturedAsGiven() {
        var service = service("files", "{ports: [{port: 80, targetPort: 9000}, {port: 9090}]}");
        var plan = plan("{pool: files, port: 80}", service);
        assertThat(captured(plan)).containsExactly("127.77.0.1:80");
        assertThat(forwarded(plan)).containsExactly("127.77.0.1:9090 to files:9090");
        assertThat(captured(plan("{pool: files, port: 81}"))).containsExactly("127.77.0.1:81");
    }

    @Test
    void whoWantsNoFallbackHasNone() {
        assertThat(fallbacks(plan("{pool: files, fallback: none}"))).isEmpty();
    }

    @Test
    void aServiceWithoutThePoolsPortIsLeftAlone() {
        var plan = plan("{pool: files}", service("files", "{ports: [{port: 80, targetPort: 9000}]}"));
        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.forwards()).isEmpty();
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.PORT_NOT_FOUND);
        assertThat(refusal(plan).message())
                .contains("Service shop/files", "80 to 9000", "8080", "Pool shop/files", "spec.pools[].port");
    }

    @Test
    void aServiceOfOtherProtocolsIsLeftAloneUnlessItsHostsAreNamed() {
        var service = service("files", "{ports: [{port: 80, targetPort: 8080}, {port: 53, protocol: UDP}]}");
        var plan = plan("{pool: files}", service);
        assertThat(plan.isEmpty()).isTrue();
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.OTHER_PROTOCOLS);
        assertThat(refusal(plan).message()).contains("Service shop/files", "UDP 53", "spec.pools[].hosts");
        assertThat(captured(plan("{pool: files, hosts: [files]}", service))).containsExactly("127.77.0.1:80");
    }

    @Test
    void whatAnotherEntryCapturesIsNotForwarded() {
        var admin = pool("shop", "admin", 1, "{selector: {matchLabels: {app: files}}, port: 9090}");
        var user = client("client", 0, "{pool: files}, {pool: admin, hosts: [files]}");
        var plan = plan(
                List.of(files(), admin),
                List.of(user),
                service("files", "{ports: [{port: 80, targetPort: 8080}, {port: 9090}, {port: 7}]}"));
        assertThat(captured(plan)).containsExactly("127.77.0.1:80", "127.77.0.1:9090");
        assertThat(forwarded(plan)).containsExactly("127.77.0.1:7 to files:7");
        assertThat(plan.refusals()).isEmpty();
    }

    @Test
    void aPortOfTwoServicesCannotBeToldApartByOneAddress() {
        var user = client("client", 0, "{pool: files, hosts: [a, both]}, {pool: files, hosts: [b, both], port: 81}");
        var plan = plan(
                List.of(files()),
                List.of(user),
                service("a", "{ports: [{port: 80, targetPort: 8080}, {port: 9090}]}"),
                service("b", "{ports: [{port: 81, targetPort: 8080}, {port: 9090}]}"));
        assertThat(captured(plan)).containsExactly("127.77.0.1:80");
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.HOST_TAKEN);
    }

    @Test
    void theYoungerOfTwoPoolUsersIsToldThatTheOlderOneCounts() {
        var younger = client("a-younger", 5, "{pool: files, failover: reconnect}");
        var older = client("older", 0, "{pool: files, failover: replay}");
        var plan = plan(List.of(files()), List.of(younger, older));
        assertThat(plan.uses()).extracting(PlannedUse::user).containsExactly(older);
        assertThat(refusal(plan).resource()).isSameAs(younger);
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.POOL_USER_CONFLICT);
        assertThat(refusal(plan).message())
                .contains("PoolUser shop/older", "Pool shop/files", "files:8080", "shop/a-younger");
    }

    @Test
    void aPoolThatIsListedTwiceIsTold() {
        var plan = plan("{pool: files}, {pool: files, failover: replay}");
        assertThat(plan.uses()).hasSize(1);
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.POOL_USER_CONFLICT);
        assertThat(refusal(plan).message()).contains("listed twice", "Pool shop/files", "files:8080");
        assertThat(plan("{pool: files}, {pool: files, port: 81}").refusals()).isEmpty();
    }

    @Test
    void aServiceOfVeryManyPortsIsLeftAlone() {
        var ports =
                IntStream.rangeClosed(1, 256).mapToObj(p -> "{port: " + p + "}").collect(Collectors.joining(", "));
        var many = service("files", "{ports: [{port: 8080}, " + ports + "]}");
        var plan = plan("{pool: files}, {pool: files, hosts: [other]}", many);
        assertThat(captured(plan)).containsExactly("127.77.0.1:8080");
        assertThat(plan.forwards()).isEmpty();
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.TOO_MANY_PORTS);
        many.getSpec().getPorts().removeLast();
        assertThat(plan("{pool: files}", many).forwards()).hasSize(255);
    }

    @Test
    void aHostThatNoPodCanHaveIsRefused() {
        for (var host : List.of("Files", "a..b", "-a", "a.-b")) {
            var plan = plan("{pool: files, hosts: [ok, " + host + "]}");
            assertThat(plan.isEmpty()).as(host).isTrue();
            assertThat(refusal(plan).reason()).isEqualTo(Refusal.HOST_INVALID);
        }
    }

    @Test
    void aSelectorThatKubernetesRefusesIsToldAndSelectsNothing() {
        var pool = pool(
                "shop",
                "odd",
                1,
                "{selector: {matchLabels: {app: client}, matchExpressions: [{key: app, operator: Equals, values: [x]}]}, port: 1}");
        var plan = plan(List.of(pool), List.of());
        assertThat(plan.isEmpty()).isTrue();
        assertThat(refusal(plan).reason()).isEqualTo(Refusal.SELECTOR_INVALID);
    }

    /** Whatever entries there are: what leads to the sidecar is served there, under one meaning, and who is left out is told. */
    @Test
    void noNameLosesAPortAndNobodyIsLeftOutSilently() {
        var random = new Random(351);
        for (int round = 0; round < 1_000; round++) {
            var services = Stream.of("files", "back", "extra")
                    .filter(n -> random.nextInt(4) > 0)
                    .map(n -> service(n, randomPorts(random)))
                    .toList();
            var pools = List.of(files(), pool("shop", "back", 1, "{selector: {matchLabels: {app: back}}, port: 9090}"));
            var users = new ArrayList<PoolUser>();
            int entries = 0;
            for (int u = 0; u <= random.nextInt(3); u++) {
                var list = new ArrayList<String>();
                for (int e = 0; e <= random.nextInt(3); e++) {
                    list.add(randomEntry(random));
                }
                entries += list.size();
                users.add(client("user-" + u, u, String.join(", ", list)));
            }
            var plan = plan(pools, users, services.toArray(Service[]::new));
            var context = "%s of %s".formatted(users, services);

            var sockets = new HashMap<String, String>();
            plan.uses().forEach(u -> assertThat(sockets.put(u.address() + ":" + u.port(), "pool"))
                    .as(context)
                    .isNull());
            plan.forwards().forEach(f -> assertThat(sockets.put(f.address() + ":" + f.port(), "Service"))
                    .as(context)
                    .isNull());
            for (var use : plan.uses()) {
                services.stream()
                        .filter(s -> ServiceName.of(use.use(), "shop").equals(Optional.of(ServiceName.of(s))))
                        .flatMap(s -> s.getSpec().getPorts().stream())
                        .forEach(p -> assertThat(sockets).as(context).containsKey(use.address() + ":" + p.getPort()));
            }
            long capturedEntries =
                    plan.uses().stream().map(PlannedUse::use).distinct().count();
            long all = users.stream()
                    .flatMap(u -> u.getSpec().pools().stream())
                    .distinct()
                    .count();
            assertThat(capturedEntries + plan.refusals().size()).as(context).isBetween(all, (long) entries);
        }
    }

    private static String randomPorts(Random random) {
        var ports = Stream.of(80, 8080, 9090)
                .filter(p -> random.nextBoolean())
                .map(p -> "{port: %d, targetPort: %s}"
                        .formatted(p, List.of("8080", "9090", "7", "web").get(random.nextInt(4))))
                .toList();
        return "{ports: [" + String.join(", ", ports) + "]}";
    }

    private static String randomEntry(Random random) {
        var pool = random.nextBoolean() ? "files" : "back";
        var hosts = List.of(
                        "",
                        ", hosts: [files]",
                        ", hosts: [extra.shop, extra]",
                        ", hosts: [back.shop, files]",
                        ", hosts: [none]")
                .get(random.nextInt(5));
        var port = List.of("", "", ", port: 80", ", port: 9090").get(random.nextInt(4));
        return "{pool: " + pool + hosts + port + "}";
    }
}
