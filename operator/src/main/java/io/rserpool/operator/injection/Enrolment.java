package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.rserpool.operator.Settings;
import io.rserpool.operator.api.OperationScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a program of a scope that requires security is given: to get its certificate, the signer's address, whom to believe there, and a token of its pod; and by what it
 * knows the operator when that asks for its pages.
 */
@ApplicationScoped
public class Enrolment {
    /** Audience of the tokens: no other server takes them. */
    public static final String AUDIENCE = "rserpool.io/signer";

    /** Path of the signer; the role in the scope follows. */
    public static final String PATH = "/sign/";

    /** Role of registrars. */
    public static final String REGISTRAR = "registrar";

    /** Role of pe-sidecars. */
    public static final String POOL_ELEMENT = "pool-element";

    /** Role of pu-sidecars. */
    public static final String POOL_USER = "pool-user";

    private static final String DIRECTORY = "/var/run/secrets/rserpool.io";
    private static final String FILE = "token";

    /** The shortest that the API server gives; the kubelet renews them. */
    private static final long LIFETIME_SECONDS = 600;

    private final String address;
    private final PageTokens pages;
    private volatile @Nullable String trusted;

    /** Without authorities, until there are some. */
    public Enrolment(Settings settings, PageTokens pages) {
        this.pages = pages;
        this.address = "https://%s.%s.svc:%d%s"
                .formatted(
                        settings.webhook().service(),
                        settings.namespace(),
                        settings.signer().servicePort(),
                        PATH);
    }

    /** Pods are told from now on that the signer's certificate comes from one of these (PEM). */
    public void use(String authorities) {
        trusted = authorities;
    }

    /**
     * {@return the keys of a program's configuration}
     *
     * @param namespace of its pod
     * @throws IllegalStateException security is required, and the webhook has no certificate yet
     */
    public Map<String, String> keys(OperationScope scope, String role, String namespace) {
        var keys = new TreeMap<>(membership(scope));
        if (scope.requiresSecurity()) {
            var authorities = trusted;
            if (authorities == null) {
                throw new IllegalStateException("the webhook has no certificate yet");
            }
            keys.put("rserpool.security.signer", address + role);
            keys.put("rserpool.security.signer-trust", authorities);
            pages.of(namespace).ifPresent(token -> keys.put("rserpool.management.token", token));
            keys.put("rserpool.security.token-file", DIRECTORY + "/" + FILE);
        }
        return keys;
    }

    /** {@return those of them that every pod of the scope has alike; none if the scope is not secured} */
    static Map<String, String> membership(OperationScope scope) {
        return scope.requiresSecurity()
                ? Map.of("rserpool.security.mode", "required", "rserpool.operation-scope", scope.identity())
                : Map.of();
    }

    /** {@return the volume with the token of the pod, for a container} */
    public static Volume volume(String container) {
        return new VolumeBuilder()
                .withName(volumeName(container))
                .withNewProjected()
                .addNewSource()
                .withNewServiceAccountToken(AUDIENCE, LIFETIME_SECONDS, FILE)
                .endSource()
                .endProjected()
                .build();
    }

    /** {@return where the container finds it} */
    public static VolumeMount mount(String container) {
        return new VolumeMountBuilder()
                .withName(volumeName(container))
                .withMountPath(DIRECTORY)
                .withReadOnly(true)
                .build();
    }

    private static String volumeName(String container) {
        return container + "-token";
    }
}
