package io.rserpool.operator.rollout;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.snapshot;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AffectedTest {
    @Test
    void aServiceConcernsThoseWhoseClientsKnowAPoolByIt() {
        var elsewhere = user(
                "web", "front", "{selector: {matchLabels: {app: front}}, pools: [{pool: files, namespace: shop}]}");
        var others = user(
                "lab", "other", "{selector: {matchLabels: {app: other}}, pools: [{pool: files, hosts: [other.shop]}]}");
        var all = snapshot(List.of(files()), List.of(client(), elsewhere, others));
        assertThat(Affected.by(service("files", "{}"), all)).containsExactlyInAnyOrder("shop", "web");
        assertThat(Affected.by(service("strange", "{}"), all)).isEmpty();
    }
}
