package io.rserpool.operator.pooluser;

import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HostAlias;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolStatus;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.api.UsedPool;
import io.rserpool.operator.observe.Census;
import io.rserpool.operator.observe.Pods;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PortNames;
import io.rserpool.operator.plan.Snapshot;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Random Services, Pools, PoolUsers and pods; then a client connects to every name and port, with the host aliases and the sidecar's
 * configuration that its pod got, and the outcome is compared with what it reaches without us and with what the PoolUsers' status says.
 */
class StatusTruthTest {
    private static final int ROUNDS = 1_000;
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");
    private static final List<Integer> PORTS = List.of(80, 81, 7070, 8080, 9090);
    private static final List<String> APPS = List.of("files", "back");

    private final Random random = new Random(20260105);

    /** What there is in one round; all of it in namespace shop. */
    private record World(
            List<Service> services, List<Pool> pools, List<PoolUser> users, List<Pod> servers, Snapshot snapshot) {}

    @Test
    void noClientIsWorseOffAndEachStatusIsTrue() {
        int captured = 0;
        int told = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var world = world();
            var client = client(world);
            assertNoPortIsLost(world, client);
            for (var user : world.users()) {
                if (assertStatusIsTrue(world, user, client)) {
                    captured++;
                } else {
                    told++;
                }
            }
        }
        assertThat(captured).as("how often all went through the sidecar").isGreaterThan(ROUNDS / 10);
        assertThat(told).as("how often not").isGreaterThan(ROUNDS / 10);
    }

    private static void assertNoPortIsLost(World world, Pod client) {
        for (var service : world.services()) {
            for (var host : hosts(service)) {
                for (int port : PORTS) {
                    var without = endpoints(world, host, port);
                    var with = reached(world, client, host, port);
                    if (without.isEmpty() || isUnlisted(service, port)) {
                        continue;
                    }
                    if (with.contains("itself")) {
                        assertThat(Pods.annotation(client, Names.FORWARD_CLASH))
                                .as(() -> host + ":" + port + "; " + describe(world, client))
                                .contains(":" + port + " ");
                    } else {
                        assertThat(with)
                                .as(() -> "%s reaches nobody, and %s without us; %s"
                                        .formatted(host, without, describe(world, client)))
                                .isNotEmpty();
                    }
                }
            }
        }
    }

    /** Of a headless Service any port of its pods can be reached, but nobody knows of those that it does not list. */
    private static boolean isUnlisted(Service service, int port) {
        return service.getSpec().getPorts().stream()
                .noneMatch(p -> p.getPort() == port && "TCP".equals(p.getProtocol()));
    }

    /** {@return whether all of its entries are captured} */
    private static boolean assertStatusIsTrue(World world, PoolUser user, Pod client) {
        var pods = List.of(client);
        var status = PoolUserStatuses.of(
                new PoolUserObservation(
                        user,
                        PoolUserObserver.unresolved(world.snapshot(), user, pods),
                        PoolUserObserver.listed(world.snapshot(), user, pods, Names.PORT_CLASH),
                        PoolUserObserver.listed(world.snapshot(), user, pods, Names.FORWARD_CLASH),
                        Census.of(world.snapshot(), "shop", pods, Fixtures.MARKS),
                        List.of(),
                        List.of()),
                NOW);
        boolean ready = Objects.requireNonNull(status.conditions()).stream()
                .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
        assertThat(configured(client))
                .as("pools that do not admit this namespace")
                .noneMatch(p -> p.handle().startsWith("closed/"));
        assertThat(client.getSpec().getHostAliases())
                .noneMatch(a -> a.getHostnames().contains("kubernetes.default.svc"));
        boolean all = user.getSpec().pools().stream().allMatch(use -> configured(client).stream()
                .anyMatch(p -> p.timeout().equals(iso(use))));
        assertThat(ready)
                .as(() -> "%s of %s; %s".formatted(status, user.getMetadata().getName(), describe(world, client)))
                .isEqualTo(all);
        return all;
    }

    private static String iso(UsedPool use) {
        return "PT" + Objects.requireNonNull(use.failoverTimeout()).toUpperCase(Locale.ROOT);
    }

    private static String describe(World world, Pod client) {
        return "%s, %s; %s; %s; %s"
                .formatted(
                        client.getMetadata().getAnnotations(),
                        client.getSpec().getHostAliases(),
                        world.services().stream()
                                .map(s -> s.getMetadata().getName() + " " + Serialization.asJson(s.getSpec()))
                                .toList(),
                        world.pools().stream()
                                .map(p -> p.handle() + " " + p.getSpec())
                                .toList(),
                        world.users().stream().map(PoolUser::getSpec).toList());
    }

    private static List<String> hosts(Service service) {
        var name = service.getMetadata().getName();
        return List.of(name, name + ".shop", name + ".shop.svc", name + ".shop.svc.cluster.local");
    }

    /** What kube-dns and kube-proxy make of a connection. */
    private static Set<String> endpoints(World world, String host, int port) {
        var service =
                world.services().stream().filter(s -> hosts(s).contains(host)).findFirst();
        var servers = world.servers().stream()
                .filter(pod -> service.isPresent()
                        && service.get().getSpec().getSelector().get("app").equals(Pods.label(pod, "app")));
        if (service.isPresent() && "None".equals(service.get().getSpec().getClusterIP())) {
            return servers.flatMap(pod -> listener(pod, port)).collect(Collectors.toSet());
        }
        return servers.flatMap(pod -> service.orElseThrow().getSpec().getPorts().stream()
                        .filter(p -> p.getPort() == port && "TCP".equals(p.getProtocol()))
                        .flatMap(p -> target(pod, p).stream())
                        .flatMap(target -> listener(pod, target)))
                .collect(Collectors.toSet());
    }

    private static Optional<Integer> target(Pod pod, ServicePort port) {
        if (port.getTargetPort() == null) {
            return Optional.of(port.getPort());
        }
        return port.getTargetPort().getStrVal() == null
                ? Optional.of(port.getTargetPort().getIntVal())
                : declared(pod)
                        .filter(p -> port.getTargetPort().getStrVal().equals(p.getName()))
                        .map(ContainerPort::getContainerPort)
                        .findFirst();
    }

    private static Stream<String> listener(Pod pod, int port) {
        return declared(pod).anyMatch(p -> p.getContainerPort() == port)
                ? Stream.of(pod.getMetadata().getName() + ":" + port)
                : Stream.empty();
    }

    private static Stream<ContainerPort> declared(Pod pod) {
        return pod.getSpec().getContainers().stream().flatMap(c -> c.getPorts().stream());
    }

    /** What becomes of a connection in a pod with host aliases and a sidecar. */
    private static Set<String> reached(World world, Pod client, String host, int port) {
        var address = client.getSpec().getHostAliases().stream()
                .filter(a -> a.getHostnames().contains(host))
                .map(HostAlias::getIp)
                .findFirst();
        if (address.isEmpty() || !address.get().startsWith("127.")) {
            return endpoints(world, host, port);
        }
        var listen = address.get() + ":" + port;
        if (listener(client, port).findAny().isPresent()) {
            return Set.of("itself");
        }
        for (var configured : configured(client)) {
            if (configured.listen().equals(listen)) {
                var elements = elements(world, configured.handle());
                return elements.isEmpty() ? to(world, configured.fallback()) : elements;
            }
        }
        return to(world, forwards(client).getOrDefault(listen, ""));
    }

    private static Set<String> to(World world, String target) {
        int colon = target.lastIndexOf(':');
        return colon < 0
                ? Set.of()
                : endpoints(world, target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
    }

    private static Set<String> elements(World world, String handle) {
        return world.servers().stream()
                .flatMap(pod -> Planner.plan(
                                world.snapshot(), "shop", pod.getMetadata().getLabels())
                        .pools()
                        .stream()
                        .filter(p -> world.snapshot().handleOf(p).equals(handle))
                        .flatMap(p ->
                                listener(pod, Objects.requireNonNull(p.getSpec().port()))))
                .collect(Collectors.toSet());
    }

    /** A pool in a pu-sidecar's configuration. */
    private record Configured(String handle, String listen, String timeout, String fallback) {}

    private static List<Configured> configured(Pod client) {
        var config = config(client);
        return names(config, "rserpool.pu.pools.").stream()
                .map(p -> new Configured(
                        config.getProperty(p + ".handle"),
                        config.getProperty(p + ".listen"),
                        config.getProperty(p + ".failover-timeout"),
                        config.getProperty(p + ".fallback", "")))
                .toList();
    }

    private static Map<String, String> forwards(Pod client) {
        var config = config(client);
        return names(config, "rserpool.pu.forwards.").stream()
                .collect(Collectors.toMap(f -> config.getProperty(f + ".listen"), f -> config.getProperty(f + ".to")));
    }

    private static Set<String> names(Properties config, String prefix) {
        return config.stringPropertyNames().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(0, key.indexOf('.', prefix.length())))
                .collect(Collectors.toSet());
    }

    private static Properties config(Pod client) {
        var config = new Properties();
        try {
            config.load(new StringReader(Objects.requireNonNullElse(Pods.annotation(client, Names.PU_CONFIG), "")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return config;
    }

    private World world() {
        var services = new ArrayList<Service>();
        var pools = new ArrayList<Pool>();
        var servers = new ArrayList<Pod>();
        for (var app : APPS) {
            int count = random.nextInt(3);
            for (int i = 0; i < count; i++) {
                servers.add(server(app, i));
            }
            if (random.nextInt(5) > 0) {
                services.add(service(app, spec(app)));
            }
            if (random.nextInt(6) > 0) {
                pools.add(pool(app, servers));
            }
        }
        services.add(service("extra", spec(any("files", "back"))));
        pools.add(elsewhere("closed", "{from: Same}"));
        pools.add(elsewhere("open", any("{from: All}", "{from: Selector, selector: {matchLabels: {none: such}}}")));
        var users = new ArrayList<PoolUser>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            users.add(poolUser(i));
        }
        return new World(
                services, pools, users, servers, snapshot(pools, users, List.of(scope("default", "{}")), services));
    }

    private static Pod server(String app, int number) {
        return pod("""
                metadata: {name: %1$s-%2$d, namespace: shop, labels: {app: %1$s}}
                spec: {containers: [{name: main, image: any, ports: [
                  {name: web, containerPort: 8080}, {name: metrics, containerPort: 9090}, {name: spare, containerPort: 7070}]}]}
                """.formatted(app, number));
    }

    /** A pool of another namespace, whose servers are no business of this world. */
    private static Pool elsewhere(String namespace, String from) {
        return Fixtures.pool(
                namespace,
                "far",
                9,
                "{selector: {matchLabels: {app: far}}, port: 8080, allowedUsers: {namespaces: %s}}".formatted(from));
    }

    private Pool pool(String app, List<Pod> servers) {
        var pool = Fixtures.pool(
                "shop",
                app,
                APPS.indexOf(app),
                "{selector: {matchLabels: {app: %s}}, port: %s%s}"
                        .formatted(
                                app, any("8080", "8080", "8080", "9090", "5555"), any("", "", "", ", handle: same")));
        var names = PortNames.of(
                servers.stream().filter(s -> app.equals(Pods.label(s, "app"))).toList(),
                Objects.requireNonNull(pool.getSpec().port()));
        pool.setStatus(new PoolStatus(null, null, null, null, null, null, names, null));
        return pool;
    }

    private String spec(String app) {
        var ports = PORTS.stream()
                .filter(p -> random.nextInt(3) == 0)
                .map(p -> "{port: %d, protocol: %s%s}"
                        .formatted(
                                p,
                                any("TCP", "TCP", "TCP", "TCP", "TCP", "UDP"),
                                any(
                                        "",
                                        ", targetPort: 8080",
                                        ", targetPort: 9090",
                                        ", targetPort: web",
                                        ", targetPort: none")))
                .toList();
        return "{selector: {app: %s}, ports: [%s]%s}"
                .formatted(app, String.join(", ", ports), any("", "", ", clusterIP: None"));
    }

    /** Each entry has a timeout of its own, by which it is known in a configuration. */
    private PoolUser poolUser(int number) {
        var entries = new ArrayList<String>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            entries.add("{pool: %s, failoverTimeout: %ds%s%s}"
                    .formatted(
                            any("files", "files", "back", "gone", "far, namespace: closed", "far, namespace: open"),
                            10 + number * 10 + i,
                            any(
                                    "",
                                    "",
                                    ", hosts: [extra]",
                                    ", hosts: [extra.shop, extra]",
                                    ", hosts: [files.shop.svc]",
                                    ", hosts: [files, kubernetes.default.svc]"),
                            any("", "", "", ", port: 80")));
        }
        var user = user(
                "shop",
                "user-" + number,
                "{selector: {matchLabels: {app: client}}, pools: [" + String.join(", ", entries) + "]}");
        user.getMetadata().setCreationTimestamp("2026-01-01T00:00:%02dZ".formatted(number));
        return user;
    }

    private Pod client(World world) {
        var labels = Map.of("app", "client");
        var bare = pod("client-0", labels, any(0, 0, 0, 80, 9090));
        if (random.nextInt(10) == 0) {
            bare.getSpec().setHostAliases(List.of(new HostAlias(List.of("extra"), "10.0.0.1")));
        }
        var client = Fixtures.injector()
                .inject(bare, Planner.plan(world.snapshot(), "shop", labels))
                .pod();
        assertThat(new HashSet<>(
                        configured(client).stream().map(Configured::listen).toList()))
                .hasSameSizeAs(configured(client));
        return client;
    }

    @SafeVarargs
    private <T> T any(T... values) {
        return values[random.nextInt(values.length)];
    }
}
