package io.rserpool.operator.injection;

import io.rserpool.operator.api.Durations;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.plan.Handles;
import io.rserpool.operator.plan.PlannedUse;
import io.rserpool.operator.plan.PodPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The sidecars' properties files, and the hash that tells one configuration from another. */
public final class SidecarConfig {
    private static final int HASH_BYTES = 5;
    private static final long LARGEST_JOURNAL = 1L << 30;

    private SidecarConfig() {}

    /**
     * {@return the pe-sidecar's properties}
     *
     * @param plan what the pod should have
     * @param drain how this very pod is drained
     * @param enrolment how it gets its certificate
     */
    static String poolElement(PodPlan plan, Drain drain, Enrolment enrolment) {
        var text = new StringBuilder(poolElement(plan));
        lines(text, enrolment.keys(Objects.requireNonNull(plan.peScope()), Enrolment.POOL_ELEMENT, plan.namespace()));
        line(text, "rserpool.pe.drain-token", drain.token());
        for (var pool : plan.pools()) {
            line(text, "rserpool.pe.pools." + key(pool) + ".return-after", drain.returnAfter());
        }
        return text.toString();
    }

    private static String poolElement(PodPlan plan) {
        var text = new StringBuilder(common(Objects.requireNonNull(plan.peScope())));
        for (var pool : plan.pools()) {
            append(text, "rserpool.pe.pools." + key(pool) + ".", pool, plan.peScope());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String prefix, Pool pool, OperationScope scope) {
        var spec = pool.getSpec();
        var health = Objects.requireNonNull(spec.health());
        line(text, prefix + "handle", Handles.of(pool, scope));
        line(text, prefix + "server", "127.0.0.1:" + spec.port());
        line(text, prefix + "policy", Objects.requireNonNull(spec.policy()).key());
        line(text, prefix + "capacity", spec.capacity());
        line(text, prefix + "health.type", Objects.requireNonNull(health.type()).key());
        line(text, prefix + "health.path", health.path());
        line(text, prefix + "health.interval", within(health.interval(), Duration.ofMillis(50), Duration.ofHours(1)));
        line(text, prefix + "health.timeout", within(health.timeout(), Duration.ofMillis(10), Duration.ofMinutes(1)));
        line(text, prefix + "health.failures", health.failures());
        line(text, prefix + "drain-timeout", drainTimeout(pool));
        if (spec.cookieKeySecret() != null) {
            line(text, prefix + "cookie-key-file", CookieKeys.directory(pool) + "/" + CookieKeys.KEYS);
        }
    }

    /**
     * {@return the pu-sidecar's properties}
     *
     * @param plan what the pod should have
     * @param enrolment how it gets its certificate
     */
    public static String poolUser(PodPlan plan, Enrolment enrolment) {
        var text = new StringBuilder(poolUser(plan));
        lines(text, enrolment.keys(Objects.requireNonNull(plan.puScope()), Enrolment.POOL_USER, plan.namespace()));
        return text.toString();
    }

    private static String poolUser(PodPlan plan) {
        var text = new StringBuilder(common(Objects.requireNonNull(plan.puScope())));
        var seen = new HashMap<String, Integer>();
        for (var use : plan.uses()) {
            append(text, "rserpool.pu.pools." + unique(key(use.pool()), seen) + ".", use, plan.puScope());
        }
        seen.clear();
        for (var forward : plan.forwards()) {
            var prefix = "rserpool.pu.forwards." + unique(key(forward.pool()) + "_" + forward.port(), seen) + ".";
            line(text, prefix + "listen", forward.address() + ":" + forward.port());
            line(text, prefix + "to", forward.host() + ":" + forward.port());
        }
        return text.toString();
    }

    private static String unique(String key, Map<String, Integer> seen) {
        int count = seen.merge(key, 1, Integer::sum);
        return count == 1 ? key : key + "_" + count;
    }

    private static void append(StringBuilder text, String prefix, PlannedUse planned, OperationScope scope) {
        var use = planned.use();
        line(text, prefix + "handle", Handles.of(planned.pool(), scope));
        line(text, prefix + "listen", planned.address() + ":" + planned.port());
        line(text, prefix + "failover", Objects.requireNonNull(use.failover()).key());
        FailoverConfig.append(text, prefix, use);
        line(text, prefix + "journal-limit", Math.min(use.journalBytes(), LARGEST_JOURNAL));
        line(
                text,
                prefix + "failover-timeout",
                within(use.failoverTimeout(), Duration.ofMillis(100), Duration.ofHours(1)));
        planned.fallback().ifPresent(to -> line(text, prefix + "fallback", to));
    }

    /**
     * {@return a short hash of all that a pod's sidecars depend on}
     *
     * Images are left out: an upgrade of the operator is no reason to restart other people's workloads. So is what each pod has for itself.
     */
    public static String hash(PodPlan plan) {
        var text = new StringBuilder();
        if (!plan.pools().isEmpty()) {
            text.append(poolElement(plan));
        }
        if (!plan.uses().isEmpty()) {
            text.append(poolUser(plan));
            plan.uses().forEach(u -> text.append(u.hosts()).append('\n'));
        }
        // Not the whole of it: what changes with the operator's own certificate is no reason to restart anything.
        Stream.of(plan.peScope(), plan.puScope())
                .filter(Objects::nonNull)
                .forEach(scope -> lines(text, Enrolment.membership(scope)));
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** {@return how long a pod of this plan may need to drain its sessions} */
    static Duration drainTimeout(PodPlan plan) {
        return plan.pools().stream()
                .map(SidecarConfig::drainTimeout)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private static String common(OperationScope scope) {
        var text = new StringBuilder();
        var namespace = scope.getMetadata().getNamespace();
        line(text, "rserpool.registrars", scope.registrarsName() + "." + namespace + ".svc:3863");
        line(
                text,
                "rserpool.timer-profile",
                Objects.requireNonNull(scope.getSpec().timerProfile()).key());
        return text.toString();
    }

    /** Resource names have no underscore, so no two give one key. */
    static String key(Pool pool) {
        return pool.getMetadata().getName().replace('.', '_');
    }

    private static Duration drainTimeout(Pool pool) {
        return within(pool.getSpec().drainTimeout(), Duration.ZERO, Duration.ofHours(1));
    }

    /** Within what the sidecar takes: a resource from the time before the CRD had ranges keeps no pod from starting. */
    private static Duration within(@org.jspecify.annotations.Nullable String text, Duration least, Duration most) {
        var duration = Durations.parse(Objects.requireNonNull(text));
        return duration.compareTo(least) < 0 ? least : duration.compareTo(most) > 0 ? most : duration;
    }

    private static void lines(StringBuilder text, Map<String, String> values) {
        new TreeMap<>(values).forEach((key, value) -> line(text, key, value));
    }

    private static void line(StringBuilder text, String key, @org.jspecify.annotations.Nullable Object value) {
        PropertyLines.append(text, key, value);
    }
}
