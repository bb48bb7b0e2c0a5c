package io.rserpool.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.injection.Marks;
import io.rserpool.operator.injection.PageTokens;
import io.rserpool.operator.injection.PodInjector;
import io.rserpool.operator.injection.ScopeImages;
import io.rserpool.operator.plan.AllowedHosts;
import io.rserpool.operator.plan.ServiceName;
import io.rserpool.operator.plan.Snapshot;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Resources for tests, written as people write them. */
public final class Fixtures {
    public static final String OPERATOR_NAMESPACE = "rserpool-system";

    public static final ScopeImages IMAGES = new ScopeImages(settings());

    /** The operator's tokens. */
    public static final PageTokens PAGES = pages();

    /** Pods are told of an authority that is none. */
    public static final Enrolment ENROLMENT = enrolment();

    /** The webhook's signatures, all of one moment. */
    public static final Marks MARKS = marks("a key of tests");

    private Fixtures() {}

    private static PageTokens pages() {
        var pages = new PageTokens();
        pages.use("a key of tests".getBytes(StandardCharsets.US_ASCII));
        return pages;
    }

    private static Enrolment enrolment() {
        var enrolment = new Enrolment(settings(), PAGES);
        enrolment.use("the authorities' certificates\n");
        return enrolment;
    }

    public static Marks marks(String key) {
        var marks = new Marks(() -> Instant.parse("2026-01-05T00:00:00Z"));
        marks.use(key.getBytes(StandardCharsets.US_ASCII));
        return marks;
    }

    /** The settings, all at their defaults. */
    public static Settings settings() {
        return settings(Map.of());
    }

    /** The settings, one of them not at its default. */
    public static Settings settings(String name, String value) {
        return settings(Map.of(name, value));
    }

    /** The settings, some of them not at their defaults. */
    public static Settings settings(Map<String, String> values) {
        var builder = new SmallRyeConfigBuilder().withMapping(Settings.class);
        values.forEach((name, value) -> builder.withDefaultValue("rserpool.operator." + name, value));
        return builder.build().getConfigMapping(Settings.class);
    }

    /** Images at their defaults that are pulled with Secrets. */
    public static ScopeImages imagesWithPullSecrets(String names) {
        return new ScopeImages(settings("images.pull-secrets", names));
    }

    /** A replica that is the leader. */
    public static Leadership leader() {
        var leadership = new Leadership();
        lead(leadership);
        return leadership;
    }

    /** Makes a replica the leader. */
    public static void lead(Leadership leadership) {
        leadership.start();
    }

    /** A catalog that knows what it is told, without any watch; the returned object's {@link Catalog#tell} is the watch's voice. */
    public static Catalog catalog(KubernetesClient client, Supplier<Snapshot> snapshot) {
        return new Catalog(client, settings()) {
            @Override
            public Snapshot snapshot() {
                return snapshot.get();
            }

            @Override
            public Snapshot liveSnapshot() {
                return snapshot.get();
            }
        };
    }

    /** Says that a resource changed. */
    public static void tell(Catalog catalog, HasMetadata changed) {
        catalog.tell(changed);
    }

    public static OperationScope scope(String name, String spec) {
        return read(OperationScope.class, "OperationScope", OPERATOR_NAMESPACE, name, 0, spec);
    }

    /** The later the second, the younger the Pool. */
    public static Pool pool(String namespace, String name, int second, String spec) {
        return read(Pool.class, "Pool", namespace, name, second, spec);
    }

    public static PoolUser user(String namespace, String name, String spec) {
        return read(PoolUser.class, "PoolUser", namespace, name, 0, spec);
    }

    public static Pool files() {
        return pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: 8080}");
    }

    public static PoolUser client() {
        return user(
                "shop", "client", "{selector: {matchLabels: {app: client}}, pools: [{pool: files, failover: replay}]}");
    }

    public static Snapshot snapshot(List<Pool> pools, List<PoolUser> users) {
        return snapshot(pools, users, List.of(scope("default", "{}")));
    }

    public static Snapshot snapshot(List<Pool> pools, List<PoolUser> users, List<OperationScope> scopes) {
        return snapshot(pools, users, scopes, List.of());
    }

    public static Snapshot snapshot(
            List<Pool> pools, List<PoolUser> users, List<OperationScope> scopes, List<Service> services) {
        return new Snapshot(
                pools,
                users,
                scopes,
                OPERATOR_NAMESPACE,
                ns -> Map.of("kubernetes.io/metadata.name", ns),
                name -> services.stream()
                        .filter(s -> ServiceName.of(s).equals(name))
                        .findFirst(),
                new AllowedHosts(List.of()));
    }

    /** A Service in namespace shop with a cluster IP, unless the spec says otherwise. */
    public static Service service(String name, String spec) {
        var service = Serialization.unmarshal("""
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec: %s
                """.formatted(name, spec), Service.class);
        if (service.getSpec().getClusterIP() == null) {
            service.getSpec().setClusterIP("10.96.0.7");
        }
        return service;
    }

    /** An injector whose pods all have the same token. */
    public static PodInjector injector() {
        return new PodInjector(settings(), () -> "0123456789abcdef0123456789abcdef", MARKS, ENROLMENT);
    }

    public static Pod pod(String yaml) {
        return Serialization.unmarshal(yaml, Pod.class);
    }

    /** A pod with these labels, and a container that declares the port (0: none). */
    public static Pod pod(String name, Map<String, String> labels, int port) {
        var pod = pod("""
                metadata: {name: %s, namespace: shop}
                spec: {containers: [{name: main, image: any%s}]}
                """.formatted(name, port == 0 ? "" : ", ports: [{containerPort: " + port + "}]"));
        pod.getMetadata().setLabels(labels);
        return pod;
    }

    private static <R> R read(Class<R> type, String kind, String namespace, String name, int second, String spec) {
        return Serialization.unmarshal("""
                apiVersion: rserpool.io/v1alpha1
                kind: %s
                metadata:
                  name: %s
                  namespace: %s
                  uid: uid-of-%s
                  generation: 1
                  creationTimestamp: "2026-01-01T00:00:%02dZ"
                spec: %s
                """.formatted(kind, name, namespace, name, second, spec), type);
    }
}
