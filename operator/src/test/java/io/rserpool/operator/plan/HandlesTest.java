package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.pool;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandlesTest {
    private static final OperationScope CLOSED = scope("default", "{}");

    private static Pool bank(String namespace, int second, String handle) {
        return pool(
                namespace,
                "accounts",
                second,
                "{selector: {matchLabels: {app: bank}}, port: 8080%s}"
                        .formatted(handle.isEmpty() ? "" : ", handle: " + handle));
    }

    private static OperationScope granting(String handle, String namespaces) {
        return scope("default", "{handles: [{handle: '%s', namespaces: ['%s']}]}".formatted(handle, namespaces));
    }

    /** An older Pool of another namespace cannot have what a younger one would get. */
    @Test
    void aSquatterGetsNothing() {
        var squatters = List.of(bank("evil", 0, "accounts"), bank("evil", 1, "bank/accounts"));
        var victim = bank("bank", 9, "");
        for (var squatter : squatters) {
            var all = snapshot(List.of(squatter, victim), List.of(), List.of(CLOSED));
            assertThat(all.ownerOfHandle(victim)).isSameAs(victim);
            assertThat(all.handleOf(victim)).isEqualTo("bank/accounts");
            assertThat(all.handleOf(squatter)).startsWith("evil/");
            assertThat(Planner.plan(all, "bank", Map.of("app", "bank")).pools()).hasSize(1);
        }
    }

    @Test
    void aGrantDecidesWhoHasAPlainHandleHoweverOldOthersAre() {
        var squatter = bank("evil", 0, "accounts");
        var victim = bank("bank", 9, "accounts");
        var all = snapshot(List.of(squatter, victim), List.of(), List.of(granting("accounts", "bank")));
        assertThat(all.handleOf(squatter)).isEqualTo("evil/accounts");
        assertThat(all.handleOf(victim)).isEqualTo("accounts");
        assertThat(all.ownerOfHandle(victim)).isSameAs(victim);
    }

    @Test
    void ofTwoThatHaveTheGrantTheOlderOneHasTheHandle() {
        var older = bank("one", 0, "accounts");
        var younger = bank("two", 9, "accounts");
        var all = snapshot(List.of(younger, older), List.of(), List.of(granting("acc*", "*")));
        assertThat(all.ownerOfHandle(younger)).isSameAs(older);
        assertThat(Planner.plan(all, "two", Map.of("app", "bank")).refusals())
                .singleElement()
                .satisfies(r -> {
                    assertThat(r.reason()).isEqualTo(Refusal.HANDLE_TAKEN);
                    assertThat(r.message()).contains("\"accounts\" belongs to the older Pool one/accounts");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "accounts, bank, true",
        "acc*, bank, true",
        "*, *, true",
        "account, bank, false",
        "accounts, shop, false"
    })
    void grantsNameHandlesOrTheirBeginning(String handle, String namespace, boolean granted) {
        assertThat(Handles.of(bank("bank", 0, "accounts"), granting(handle, namespace)))
                .isEqualTo(granted ? "accounts" : "bank/accounts");
        assertThat(Handles.isDenied(bank("bank", 0, "accounts"), granting(handle, namespace)))
                .isEqualTo(!granted);
    }

    @Test
    void aGrantOfAllHandlesGivesNobodyThatOfAnotherNamespace() {
        assertThat(Handles.of(bank("evil", 0, "bank/accounts"), granting("*", "*")))
                .isEqualTo("evil/bank/accounts");
        assertThat(Handles.of(bank("bank", 0, "bank/accounts"), CLOSED)).isEqualTo("bank/accounts");
    }

    @Test
    void whoseScopeIsInItsOwnNamespaceNeedsNoGrant() {
        var own = scope("own", "{namespaceSelector: {}}");
        own.getMetadata().setNamespace("bank");
        assertThat(Handles.of(bank("bank", 0, "accounts"), own)).isEqualTo("accounts");
        assertThat(Handles.of(bank("evil", 0, "accounts"), own)).isEqualTo("evil/accounts");
        assertThat(Handles.of(bank("bank", 0, ""), own)).isEqualTo("bank/accounts");
    }

    @Test
    void longHandlesAreShortenedAndStayDifferent() {
        var handles = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            var handle = Handles.namespaced("a-namespace-of-some-length", "and-a-pool-" + i);
            assertThat(handle).hasSize(Pool.MAX_HANDLE_BYTES).startsWith("a-namespace-of-som~");
            handles.add(handle);
        }
        assertThat(handles).hasSize(1000);
        assertThat(Handles.namespaced("n".repeat(15), "h".repeat(16)))
                .isEqualTo("n".repeat(15) + "/" + "h".repeat(16))
                .hasSize(Pool.MAX_HANDLE_BYTES);
    }
}
