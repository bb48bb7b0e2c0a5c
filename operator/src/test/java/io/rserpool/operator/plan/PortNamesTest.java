package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortNamesTest {
    @Test
    void namesOfAllContainersCount() {
        var pod = pod("""
                metadata: {name: files-0}
                spec:
                  initContainers: [{name: side, image: any, ports: [{name: side, containerPort: 7}]}]
                  containers:
                    - {name: a, image: any, ports: [{name: web, containerPort: 8080}, {containerPort: 1}]}
                    - {name: b, image: any, ports: [{name: dns, containerPort: 53, protocol: UDP}]}
                """);
        assertThat(PortNames.of(List.of(pod), 8080)).isEqualTo(Map.of("web", 8080, "side", 7));
    }

    @Test
    void inTheMiddleOfARolloutThePoolsPortCounts() {
        var old = pod("spec: {containers: [{name: a, image: any, ports: [{name: web, containerPort: 80}]}]}");
        var current = pod("spec: {containers: [{name: a, image: any, ports: [{name: web, containerPort: 8080}]}]}");
        assertThat(PortNames.of(List.of(old, current), 8080)).isEqualTo(Map.of("web", 8080));
        assertThat(PortNames.of(List.of(current, old), 8080)).isEqualTo(Map.of("web", 8080));
        assertThat(PortNames.of(List.of(current, old), 80)).isEqualTo(Map.of("web", 80));
    }

    @Test
    void ourOwnSidecarsAndPodsWithoutNamesHaveNone() {
        var pod = pod("spec: {containers: [{name: rserpool-pe, image: any, ports: [{name: m, containerPort: 9091}]}]}");
        assertThat(PortNames.of(List.of(pod, pod("x", Map.of(), 80)), 80)).isNull();
    }
}
