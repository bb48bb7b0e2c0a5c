package io.rserpool.operator.registrar;

import static io.rserpool.operator.Fixtures.OPERATOR_NAMESPACE;
import static io.rserpool.operator.Fixtures.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistrarIngressTest {
    private static final Map<String, String> SHOP = Map.of("kubernetes.io/metadata.name", "shop");

    private static List<NetworkPolicyPeer> members(String namespace, String spec) {
        var scope = scope("own", spec);
        scope.getMetadata().setNamespace(namespace);
        var rules = RegistrarIngress.policy(scope, OPERATOR_NAMESPACE, true)
                .getSpec()
                .getIngress();
        assertThat(rules.getLast().getFrom()).as("who may ask for management").isEmpty();
        return rules.getFirst().getFrom();
    }

    @Test
    void everybodyReachesTheirPortsByDefault() {
        Golden.assertMatches(
                "registrar-network-policy.yaml",
                RegistrarIngress.policy(scope("default", "{}"), OPERATOR_NAMESPACE, false));
    }

    @Test
    void thereAreNoneWhereNoneAreWanted() {
        assertThat(new RegistrarNetworkPolicy(Fixtures.settings()).isWanted()).isTrue();
        assertThat(new RegistrarNetworkPolicy(Fixtures.settings("network-policies.enabled", "false")).isWanted())
                .isFalse();
    }

    @Test
    void membersAreThoseOfTheNamespacesThatTheScopeAdmits() {
        assertThat(members("shop", "{}")).singleElement().satisfies(peer -> assertThat(
                        peer.getNamespaceSelector().getMatchLabels())
                .isEqualTo(SHOP));
        assertThat(members("shop", "{namespaceSelector: {matchLabels: {team: web}}}"))
                .extracting(peer -> peer.getNamespaceSelector().getMatchLabels())
                .containsExactly(SHOP, Map.of("team", "web"));
    }

    @Test
    void aScopeOfTheOperatorsNamespaceAdmitsAll() {
        assertThat(members(OPERATOR_NAMESPACE, "{}")).singleElement().satisfies(peer -> {
            assertThat(peer.getNamespaceSelector().getMatchLabels()).isEmpty();
            assertThat(peer.getPodSelector()).isNull();
        });
    }
}
