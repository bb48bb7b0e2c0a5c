package io.rserpool.operator.injection;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import io.rserpool.operator.Names;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.PodPlan;
import io.rserpool.operator.plan.Refusal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PodInjectorTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final Map<String, String> CLIENT = Map.of("app", "client");

    private final PodInjector injector = Fixtures.injector();

    private static PodPlan plan(Map<String, String> labels) {
        return Planner.plan(snapshot(List.of(files()), List.of(client())), "shop", labels);
    }

    private static PodPlan planOfPort(int port) {
        var pool = pool("shop", "files", 0, "{selector: {matchLabels: {app: files}}, port: %d}".formatted(port));
        return Planner.plan(snapshot(List.of(pool), List.of(client())), "shop", CLIENT);
    }

    @Test
    void aServersPod() {
        var injection = injector.inject(pod("files-0", SERVER, 8080), plan(SERVER));
        assertThat(injection.refusals()).isEmpty();
        Golden.assertMatches("pod-element.yaml", injection.pod());
    }

    @Test
    void aServersPodWithKeysForCookies() {
        var shop = pool(
                "shop",
                "shop.v2",
                0,
                "{selector: {matchLabels: {app: files}}, port: 8080, cookieKeySecret: shop-cookies}");
        var other = pool("shop", "other", 1, "{selector: {matchLabels: {app: files}}, port: 8081}");
        var plan = Planner.plan(snapshot(List.of(other, shop), List.of()), "shop", SERVER);
        var pod = injector.inject(pod("files-0", SERVER, 8080), plan).pod();
        assertThat(pod.getMetadata().getAnnotations().get(Names.PE_CONFIG))
                .contains("rserpool.pe.pools.shop_v2.cookie-key-file=/etc/rserpool-cookies/shop_v2/keys\n")
                .doesNotContain("pools.other.cookie");
        var mount =
                pod.getSpec().getInitContainers().getFirst().getVolumeMounts().getLast();
        assertThat(mount.getMountPath()).isEqualTo("/etc/rserpool-cookies/shop_v2");
        assertThat(mount.getReadOnly()).isTrue();
        assertThat(pod.getSpec().getVolumes())
                .filteredOn(volume -> volume.getSecret() != null)
                .singleElement()
                .satisfies(volume -> {
                    assertThat(volume.getName()).isEqualTo(mount.getName());
                    assertThat(volume.getSecret().getSecretName()).isEqualTo("shop-cookies");
                    assertThat(volume.getSecret().getItems().getFirst().getKey())
                            .isEqualTo("keys");
                });
        var without = pool("shop", "shop.v2", 0, "{selector: {matchLabels: {app: files}}, port: 8080}");
        assertThat(SidecarConfig.hash(Planner.plan(snapshot(List.of(other, without), List.of()), "shop", SERVER)))
                .isNotEqualTo(SidecarConfig.hash(plan));
    }

    @Test
    void aClientsPod() {
        Golden.assertMatches(
                "pod-user.yaml",
                injector.inject(pod("client-0", CLIENT, 0), plan(CLIENT)).pod());
    }

    @Test
    void aPodThatIsBothElementAndUser() {
        var chained =
                user("shop", "chained", "{selector: {matchLabels: {app: files}}, pools: [{pool: back, port: 80}]}");
        var back = pool("shop", "back", 1, "{selector: {matchLabels: {app: back}}, port: 8081, drainTimeout: 5s}");
        var plan = Planner.plan(snapshot(List.of(files(), back), List.of(chained)), "shop", SERVER);
        Golden.assertMatches(
                "pod-both.yaml",
                injector.inject(pod("files-0", SERVER, 8080), plan).pod());
    }

    private static PodPlan planWithService(String ports) {
        var services = List.of(service("files", "{ports: " + ports + "}"));
        return Planner.plan(
                snapshot(List.of(files()), List.of(client()), List.of(scope("default", "{}")), services),
                "shop",
                CLIENT);
    }

    @Test
    void aClientsPodWithOtherPortsOfTheService() {
        var plan = planWithService("[{port: 80, targetPort: 8080}, {port: 8080}, {port: 9090}, {port: 443}]");
        Golden.assertMatches(
                "pod-user-forwards.yaml",
                injector.inject(pod("client-0", CLIENT, 0), plan).pod());
    }

    @Test
    void anOtherPortThatThePodUsesItselfIsNotForwarded() {
        var plan = planWithService("[{port: 8080}, {port: 9090}, {port: 9091}]");
        var injection = injector.inject(pod("client-0", CLIENT, 9090), plan);
        var annotations = injection.pod().getMetadata().getAnnotations();
        assertThat(annotations).containsEntry(Names.FORWARD_CLASH, "files:9090 (container main)");
        assertThat(annotations.get(Names.PU_CONFIG))
                .contains("files_9091.to=files:9091")
                .doesNotContain(":9090");
        assertThat(injection.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("ForwardClash");
            assertThat(r.message()).contains("client-0", "files:9090", "container main", "Service shop/files");
        });
    }

    /** Or the name would lead to the sidecar, and the port with the clash to the pod itself. */
    @Test
    void ofANameWithAClashNothingIsCaptured() {
        var plan = planWithService("[{port: 80, targetPort: 8080}, {port: 8080}, {port: 9090}]");
        var injection = injector.inject(pod("client-0", CLIENT, 8080), plan);
        assertThat(injection.pod().getSpec().getInitContainers()).isEmpty();
        assertThat(injection.pod().getSpec().getHostAliases()).isEmpty();
        assertThat(injection.pod().getMetadata().getAnnotations())
                .containsEntry(Names.PORT_CLASH, "files:80 (port 8080 of container main),files:8080 (container main)");
        assertThat(injection.refusals()).extracting(Refusal::reason).containsOnly("PortClash");
    }

    @Test
    void aLowPortThatIsForwardedNeedsTheSysctl() {
        assertThat(sysctls(planWithService("[{port: 8080}, {port: 443}]"))).isOne();
    }

    @Test
    void eachPodHasItsOwnTokenAndAllHaveTheSameHash() {
        var random = new PodInjector(Fixtures.settings(), new DrainTokens(), Fixtures.MARKS, Fixtures.ENROLMENT);
        var one = random.inject(pod("files-0", SERVER, 8080), plan(SERVER)).pod();
        var other = random.inject(pod("files-0", SERVER, 8080), plan(SERVER)).pod();
        assertThat(token(one)).matches("[0-9a-f]{32}").isNotEqualTo(token(other));
        assertThat(one.getMetadata().getAnnotations().get(Names.CONFIG_HASH))
                .isEqualTo(other.getMetadata().getAnnotations().get(Names.CONFIG_HASH));
        assertThat(one.getMetadata().getAnnotations().get(Names.PE_CONFIG))
                .contains("rserpool.pe.drain-token=" + token(one) + "\n");
        assertThat(random.inject(one, plan(SERVER)).pod()).isSameAs(one);
    }

    private static String token(Pod pod) {
        var header = pod.getSpec()
                .getContainers()
                .getFirst()
                .getLifecycle()
                .getPreStop()
                .getHttpGet()
                .getHttpHeaders()
                .getFirst();
        assertThat(header.getName()).isEqualTo("X-RSerPool-Drain-Token");
        return header.getValue();
    }

    @Test
    void aDrainedElementReturnsAfterThePodsWholeGracePeriod() {
        var pod = pod("files-0", SERVER, 8080);
        pod.getSpec().setTerminationGracePeriodSeconds(100L);
        var annotations = injector.inject(pod, plan(SERVER)).pod().getMetadata().getAnnotations();
        assertThat(annotations.get(Names.PE_CONFIG)).contains("rserpool.pe.pools.files.return-after=PT2M15S\n");
    }

    /** A sidecar refuses a setting out of range, and its pod would not start. */
    @Test
    void settingsFromBeforeThereWereRangesAreBroughtIntoThem() {
        var pool = pool("shop", "files", 0, """
                {selector: {matchLabels: {app: files}}, port: 8080, drainTimeout: 48h,
                health: {interval: 0s, timeout: 5m}}""");
        var user = user("shop", "client", """
                {selector: {matchLabels: {app: files}},
                pools: [{pool: files, hosts: [other], port: 1, failoverTimeout: 0s, journalLimit: 999999999Mi}]}""");
        var pod = pod("files-0", SERVER, 8080);
        pod.getSpec().setTerminationGracePeriodSeconds(1_000_000L);
        var annotations = injector.inject(pod, Planner.plan(snapshot(List.of(pool), List.of(user)), "shop", SERVER))
                .pod()
                .getMetadata()
                .getAnnotations();
        assertThat(annotations.get(Names.PE_CONFIG))
                .contains("drain-timeout=PT1H\n", "interval=PT0.05S\n", "timeout=PT1M\n", "return-after=PT24H\n");
        assertThat(annotations.get(Names.PU_CONFIG))
                .contains("failover-timeout=PT0.1S\n", "journal-limit=1073741824\n");
    }

    @Test
    void theSecondTimeNothingChanges() {
        for (var labels : List.of(SERVER, CLIENT)) {
            var once = injector.inject(pod("p", labels, 0), plan(labels)).pod();
            assertThat(injector.inject(once, plan(labels)).pod()).isEqualTo(once);
        }
    }

    @Test
    void aPodWithoutAPlanStaysAsItIs() {
        var pod = pod("other", Map.of(), 8080);
        assertThat(injector.inject(pod, PodPlan.EMPTY).pod()).isSameAs(pod);
    }

    @Test
    void aServersOwnHookIsKept() {
        var server = pod("""
                metadata: {name: files-0, labels: {app: files}}
                spec:
                  terminationGracePeriodSeconds: 90
                  containers:
                    - {name: helper, image: any}
                    - name: server
                      image: any
                      ports: [{containerPort: 8080}]
                      lifecycle: {preStop: {exec: {command: [/stop]}}}
                """);
        var spec = injector.inject(server, plan(SERVER)).pod().getSpec();
        assertThat(spec.getContainers().get(0).getLifecycle()).isNull();
        assertThat(spec.getContainers()
                        .get(1)
                        .getLifecycle()
                        .getPreStop()
                        .getExec()
                        .getCommand())
                .containsExactly("/stop");
        assertThat(spec.getInitContainers()
                        .getFirst()
                        .getLifecycle()
                        .getPreStop()
                        .getHttpGet()
                        .getPath())
                .isEqualTo("/drain");
        assertThat(spec.getTerminationGracePeriodSeconds()).isEqualTo(120);
    }

    @Test
    void theNodesNetworkIsRefused() {
        var pod = pod("files-0", SERVER, 8080);
        pod.getSpec().setHostNetwork(true);
        var injection = injector.inject(pod, plan(SERVER));
        assertThat(injection.pod().getSpec()).isEqualTo(pod.getSpec());
        assertThat(injection.pod().getMetadata().getLabels()).containsEntry(Names.INJECTED, Names.INJECTED_REFUSED);
        assertThat(injection.refusals()).singleElement().satisfies(r -> {
            assertThat(r.reason()).isEqualTo("HostNetwork");
            assertThat(r.message()).contains("files-0", "hostNetwork", "rserpool.io/inject=disabled");
        });
    }

    @Test
    void aPortThatThePodUsesItselfIsNotCaptured() {
        var injection = injector.inject(pod("client-0", CLIENT, 8080), plan(CLIENT));
        assertThat(injection.pod().getSpec().getInitContainers()).isEmpty();
        assertThat(injection.pod().getSpec().getHostAliases()).isEmpty();
        assertThat(injection.pod().getMetadata().getAnnotations())
                .containsEntry(Names.PORT_CLASH, "files:8080 (container main)");
        assertThat(injection.refusals()).extracting(Refusal::reason).containsExactly("PortClash");
    }

    @Test
    void aHostAliasOfThePodIsKept() {
        var pod = pod("""
                metadata: {name: client-0, labels: {app: client}}
                spec: {containers: [{name: main, image: any}], hostAliases: [{ip: 10.0.0.1, hostnames: [files]}]}
                """);
        var injection = injector.inject(pod, plan(CLIENT));
        assertThat(injection.pod().getSpec().getHostAliases()).hasSize(1);
        assertThat(injection.refusals()).extracting(Refusal::reason).containsExactly("HostAliasTaken");
    }

    @Test
    void aPodCanPullItsSidecars() {
        var ours = new PodInjector(
                Fixtures.settings("images.pull-secrets", "mirror,its-own"),
                () -> "token",
                Fixtures.MARKS,
                Fixtures.ENROLMENT);
        var own = new PodBuilder(pod("files-0", SERVER, 8080))
                .editSpec()
                .addNewImagePullSecret("its-own")
                .endSpec()
                .build();
        assertThat(ours.inject(own, plan(SERVER)).pod().getSpec().getImagePullSecrets())
                .extracting(LocalObjectReference::getName)
                .containsExactly("its-own", "mirror");
        assertThat(ours.inject(own, PodPlan.EMPTY).pod()).isSameAs(own);
    }

    @Test
    void onlyLowPortsNeedTheSysctl() {
        assertThat(sysctls(planOfPort(1024))).isZero();
        assertThat(sysctls(planOfPort(1023))).isOne();
    }

    private int sysctls(PodPlan plan) {
        Pod pod = injector.inject(pod("client-0", CLIENT, 0), plan).pod();
        var security = pod.getSpec().getSecurityContext();
        return security == null ? 0 : security.getSysctls().size();
    }

    @Test
    void theHashChangesWithWhatSidecarsSee() {
        assertThat(SidecarConfig.hash(planOfPort(1))).isNotEqualTo(SidecarConfig.hash(planOfPort(2)));
        assertThat(SidecarConfig.hash(planOfPort(1))).isEqualTo(SidecarConfig.hash(planOfPort(1)));
        var hashes = Stream.of("[{port: 8080}]", "[{port: 80, targetPort: 8080}]", "[{port: 8080}, {port: 9090}]")
                .map(ports -> SidecarConfig.hash(planWithService(ports)));
        assertThat(hashes).doesNotHaveDuplicates();
        var strict = user(
                "shop",
                "client",
                "{selector: {matchLabels: {app: client}}, pools: [{pool: files, failover: replay, fallback: none}]}");
        var without = Planner.plan(snapshot(List.of(files()), List.of(strict)), "shop", CLIENT);
        assertThat(SidecarConfig.hash(without)).isNotEqualTo(SidecarConfig.hash(plan(CLIENT)));
        assertThat(SidecarConfig.poolUser(without, Fixtures.ENROLMENT)).doesNotContain("fallback");
    }

    private static PodPlan planWithoutSecurity(Map<String, String> labels) {
        var open = scope("default", "{security: disabled}");
        return Planner.plan(snapshot(List.of(files()), List.of(client()), List.of(open)), "shop", labels);
    }

    @Test
    void podsOfAScopeWithoutSecurityGetNoToken() {
        for (var labels : List.of(SERVER, CLIENT)) {
            var pod = injector.inject(pod("files-0", labels, 0), planWithoutSecurity(labels))
                    .pod();
            assertThat(pod.getSpec().getVolumes()).noneMatch(v -> v.getProjected() != null);
            assertThat(pod.getMetadata().getAnnotations().toString()).doesNotContain("rserpool.security");
        }
    }

    @Test
    void theHashChangesWithSecurity() {
        assertThat(SidecarConfig.hash(planWithoutSecurity(SERVER))).isNotEqualTo(SidecarConfig.hash(plan(SERVER)));
        assertThat(SidecarConfig.hash(planWithoutSecurity(CLIENT))).isNotEqualTo(SidecarConfig.hash(plan(CLIENT)));
    }

    /** An authority that is renewed restarts no workload: the hash is that of a pod that knows another one. */
    @Test
    void theHashDoesNotChangeWithTheOperatorsOwnCertificate() {
        var enrolment = new Enrolment(Fixtures.settings(), Fixtures.PAGES);
        enrolment.use("another authority");
        var other = new PodInjector(Fixtures.settings(), () -> "token", Fixtures.MARKS, enrolment);
        var pod = pod("files-0", SERVER, 8080);
        var one = injector.inject(pod, plan(SERVER)).pod().getMetadata().getAnnotations();
        var two = other.inject(pod, plan(SERVER)).pod().getMetadata().getAnnotations();
        assertThat(two.get(Names.PE_CONFIG)).isNotEqualTo(one.get(Names.PE_CONFIG));
        assertThat(two.get(Names.CONFIG_HASH)).isEqualTo(one.get(Names.CONFIG_HASH));
    }

    @Test
    void withoutAnAuthorityNoPodIsMadeThatNeedsOne() {
        var early = new PodInjector(
                Fixtures.settings(), () -> "token", Fixtures.MARKS, new Enrolment(Fixtures.settings(), Fixtures.PAGES));
        var pod = pod("files-0", SERVER, 8080);
        assertThat(early.inject(pod, planWithoutSecurity(SERVER)).refusals()).isEmpty();
        assertThatThrownBy(() -> early.inject(pod, plan(SERVER))).isInstanceOf(IllegalStateException.class);
    }
}
