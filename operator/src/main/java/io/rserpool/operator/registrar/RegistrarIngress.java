package io.rserpool.operator.registrar;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.injection.Sidecars;
import java.util.List;
import java.util.Map;

/**
 * Who reaches the registrars of a scope by which port, as a NetworkPolicy. Kubelets' probes come from addresses that no policy can name: the
 * management port is open to all. What registrars send is not limited: they know their peers by name and elements by what these register.
 */
final class RegistrarIngress {
    /** Of pool users over TCP (RFC 5352). */
    private static final int ASAP = 3863;

    private static final int ASAP_OVER_TLS = 3864;

    private static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    private RegistrarIngress() {}

    /**
     * {@return the policy}
     *
     * @param operatorNamespace the operator's namespace, whose scopes admit everybody by default
     * @param membersOnly whether SCTP and ASAP are for pods of namespaces only that the scope admits
     */
    static NetworkPolicy policy(OperationScope scope, String operatorNamespace, boolean membersOnly) {
        return new NetworkPolicyBuilder()
                .withMetadata(RegistrarResources.metadata(scope))
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(RegistrarResources.selector(scope))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .withPorts(port("UDP", Sidecars.SCTP_OVER_UDP), port("TCP", ASAP), port("TCP", ASAP_OVER_TLS))
                .withFrom(membersOnly ? members(scope, operatorNamespace) : List.of())
                .endIngress()
                .addNewIngress()
                .withPorts(port("TCP", RegistrarResources.MANAGEMENT))
                .endIngress()
                .endSpec()
                .build();
    }

    /** Its own namespace, where the registrars are, and those that it admits. */
    private static List<NetworkPolicyPeer> members(OperationScope scope, String operatorNamespace) {
        var namespace = scope.getMetadata().getNamespace();
        var admitted = scope.getSpec().namespaceSelector();
        if (admitted == null && namespace.equals(operatorNamespace)) {
            return List.of(peer(new LabelSelector()));
        }
        var own = peer(new LabelSelector(List.of(), Map.of(NAMESPACE_NAME, namespace)));
        return admitted == null ? List.of(own) : List.of(own, peer(admitted));
    }

    private static NetworkPolicyPeer peer(LabelSelector namespaces) {
        return new NetworkPolicyPeerBuilder().withNamespaceSelector(namespaces).build();
    }

    private static NetworkPolicyPort port(String protocol, int number) {
        return new NetworkPolicyPort(null, new IntOrString(number), protocol);
    }
}
