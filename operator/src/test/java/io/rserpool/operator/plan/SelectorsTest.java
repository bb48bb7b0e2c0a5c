package io.rserpool.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorsTest {
    private static final Map<String, String> LABELS = Map.of("app", "files", "tier", "back");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {matchLabels: {app: files}} | true
            {matchLabels: {app: files, tier: front}} | false
            {matchLabels: {absent: x}} | false
            {matchExpressions: [{key: app, operator: In, values: [files, web]}]} | true
            {matchExpressions: [{key: absent, operator: In, values: [files]}]} | false
            {matchExpressions: [{key: app, operator: NotIn, values: [files]}]} | false
            {matchExpressions: [{key: absent, operator: NotIn, values: [files]}]} | true
            {matchExpressions: [{key: tier, operator: Exists}]} | true
            {matchExpressions: [{key: tier, operator: DoesNotExist}]} | false
            {matchExpressions: [{key: tier, operator: Unheard}]} | false
            {matchLabels: {app: files}, matchExpressions: [{key: tier, operator: DoesNotExist}]} | false
            {} | true
            """)
    void selectsAsKubernetesDoes(String selector, boolean matches) {
        assertThat(Selectors.matches(Serialization.unmarshal("---\n" + selector, LabelSelector.class), LABELS))
                .isEqualTo(matches);
    }

    /** The API server refuses them; there may be some from a time when it did not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{key: app, operator: Unheard}",
                "{key: app, operator: in, values: [files]}",
                "{key: app}",
                "{operator: Exists}",
                "{key: app, operator: In}",
                "{key: absent, operator: NotIn}",
                "{key: app, operator: Exists, values: [files]}",
                "{key: absent, operator: DoesNotExist, values: [files]}"
            })
    void whatKubernetesRefusesSelectsNothing(String expression) {
        var selector = Serialization.unmarshal("---\n{matchExpressions: [" + expression + "]}", LabelSelector.class);
        assertThat(Selectors.isValid(selector)).isFalse();
        assertThat(Selectors.matches(selector, LABELS)).isFalse();
        assertThat(Selectors.matches(selector, null)).isFalse();
    }
}
