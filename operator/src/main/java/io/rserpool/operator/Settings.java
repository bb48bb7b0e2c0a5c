package io.rserpool.operator;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The operator's settings, {@code rserpool.operator.*}; the Helm chart sets them as environment variables. */
@ConfigMapping(prefix = "rserpool.operator")
public interface Settings {
    /** {@return the namespace that the operator runs in, of its lease, certificate and default scope} */
    @WithDefault("rserpool-system")
    String namespace();

    /** {@return images and how they are pulled} */
    Images images();

    /** {@return the admission webhook's settings} */
    Webhook webhook();

    /** {@return who signs members' certificates} */
    Signer signer();

    /** {@return what namespaces that do not trust each other may do beyond the rules} */
    Tenants tenants();

    /** {@return what registrars are reached by} */
    NetworkPolicies networkPolicies();

    /** {@return time between two looks at the registrars' handlespace} */
    @WithDefault("PT3S")
    Duration pollInterval();

    /** {@return time between two looks at all workloads, besides those that a change causes} */
    @WithDefault("PT10M")
    Duration resyncInterval();

    /** Images and how they are pulled. */
    interface Images {
        /** {@return image of the registrar} */
        @WithDefault("rserpool/registrar:0.1.0")
        String registrar();

        /** {@return image of the pe-sidecar} */
        @WithDefault("rserpool/pe-sidecar:0.1.0")
        String peSidecar();

        /** {@return image of the pu-sidecar} */
        @WithDefault("rserpool/pu-sidecar:0.1.0")
        String puSidecar();

        /** {@return pull policy of all of them: Always, IfNotPresent or Never} */
        @WithDefault("IfNotPresent")
        String pullPolicy();

        /** {@return names of the Secrets to pull them with, of the namespace of the pod that does; a pod without such a Secret is pulled without it} */
        Optional<List<String>> pullSecrets();
    }

    /** What namespaces that do not trust each other may do beyond the rules. */
    interface Tenants {
        /** {@return images that OperationScopes outside of the operator's namespace may name, or beginnings of such, ending with {@code *}} */
        Optional<List<String>> allowedImages();

        /** {@return host names that are no Services of the namespaces concerned and may be captured, or ends of such, after {@code *.}} */
        Optional<List<String>> allowedHosts();
    }

    /** The signer of members' certificates. */
    interface Signer {
        /** {@return the TCP port that it listens on; 0 = any} */
        @WithDefault("9444")
        int port();

        /** {@return that of the webhook's Service, by which members reach it} */
        @WithDefault("8443")
        int servicePort();

        /** {@return name of the Secret that holds the authorities} */
        @WithDefault("rserpool-authority")
        String secret();

        /**
         * {@return name of a Secret ({@code kubernetes.io/tls}) from which others keep giving the authority, such as cert-manager; empty = the operator makes it}
         */
        Optional<String> issuedSecret();

        /** {@return lifetime of members' certificates; they are renewed when a third is left} */
        @WithDefault("PT12H")
        Duration certificateLifetime();

        /** {@return lifetime of an authority of the operator's making; the next one is made when a third is left} */
        @WithDefault("P365D")
        Duration authorityLifetime();
    }

    /** What registrars are reached by. */
    interface NetworkPolicies {
        /** {@return whether scopes have a NetworkPolicy, which leaves their registrars the ports that they serve} */
        @WithDefault("true")
        boolean enabled();

        /** {@return whether it lets nobody but pods of namespaces that the scope admits speak SCTP with them} */
        @WithDefault("false")
        boolean membersOnly();
    }

    /** The admission webhook's settings. */
    interface Webhook {
        /** {@return the TCP port that it listens on; 0 = any} */
        @WithDefault("9443")
        int port();

        /** {@return file (PEM) with the authorities of certificates that clients have to show; empty = they need none} */
        Optional<Path> clientAuthority();

        /** {@return common names of which such a certificate must have one; empty = any will do} */
        Optional<List<String>> clientNames();

        /** {@return how long it goes on serving after SIGTERM, until the API server asks others} */
        @WithDefault("PT3S")
        Duration shutdownDelay();

        /** {@return name of its Service in the operator's namespace} */
        @WithDefault("rserpool-webhook")
        String service();

        /** {@return name of its MutatingWebhookConfiguration} */
        @WithDefault("rserpool")
        String configuration();

        /** {@return name of the Secret that holds its certificates} */
        @WithDefault("rserpool-webhook-tls")
        String secret();

        /** {@return lifetime of its certificate; it is replaced when a third is left} */
        @WithDefault("P90D")
        Duration certificateLifetime();

        /** {@return lifetime of the authority that signs it; it is replaced when a third is left. Pods that are older ask the signer in vain} */
        @WithDefault("P3650D")
        Duration authorityLifetime();
    }
}
