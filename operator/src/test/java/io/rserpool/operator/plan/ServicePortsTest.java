package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pool's port is 8080; the containers of its pods call it "web", and their port 9090 "metrics". */
class ServicePortsTest {
    private static final int POOL_PORT = 8080;
    private static final Map<String, Integer> NAMES = Map.of("web", POOL_PORT, "metrics", 9090);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {ports: [{port: 8080}]}                                                  | [8080]     | []
            {ports: [{port: 80, targetPort: 8080}]}                                  | [80]       | []
            {ports: [{port: 80, targetPort: web}]}                                   | [80]       | []
            {ports: [{port: 80, targetPort: 8080}, {port: 8080}]}                    | [80, 8080] | []
            {ports: [{port: 80, targetPort: 8080}, {port: 9090}]}                    | [80]       | [9090]
            {ports: [{port: 80, targetPort: web}, {port: 90, targetPort: metrics}]}  | [80]       | [90]
            {ports: [{port: 8080, targetPort: 9000}]}                                | []         | [8080]
            {ports: [{port: 80, targetPort: 8080}, {port: 8080, targetPort: 9000}]}  | [80]       | [8080]
            {ports: [{port: 80, targetPort: unheard}]}                               | [80]       | []
            {ports: [{port: 80, targetPort: unheard}, {port: 9090}]}                 | [80]       | [9090]
            {ports: [{port: 80, targetPort: unheard}, {port: 8080}]}                 | [8080]     | [80]
            {ports: [{port: 80, targetPort: metrics}]}                               | []         | [80]
            {ports: [{port: 80, targetPort: unheard}, {port: 81, targetPort: other}]}| []         | [80, 81]
            {ports: [{port: 80, targetPort: 8080}, {port: 53, protocol: UDP}]}       | [80]       | []
            {ports: [{port: 8080, protocol: UDP}]}                                   | []         | []
            {clusterIP: None}                                                        | [8080]     | [9090]
            {clusterIP: None, ports: [{port: 80, targetPort: 8080}]}                 | [80, 8080] | [9090]
            {clusterIP: None, ports: [{port: 80, targetPort: web}, {port: 9090}]}    | [80, 8080] | [9090]
            {clusterIP: None, ports: [{port: 81, targetPort: 9000}]}                 | [8080]     | [81, 9000, 9090]
            {clusterIP: None, ports: [{port: 8080, targetPort: 9000}]}               | [8080]     | [9000, 9090]
            """)
    void whereTheyLead(String spec, String leading, String others) {
        var ports = ServicePorts.of(service("files", spec), POOL_PORT, NAMES);
        assertThat(ports.leading()).hasToString(leading);
        assertThat(ports.others()).hasToString(others);
    }

    @Test
    void aPortThatThePoolUserNamesIsTheOnlyOne() {
        var ports = ServicePorts.of(
                        service("files", "{ports: [{port: 80, targetPort: 8080}, {port: 9090}]}"), POOL_PORT, NAMES)
                .withPort(9090);
        assertThat(ports).isEqualTo(new ServicePorts(Set.of(9090), Set.of(80)));
    }

    @Test
    void otherProtocolsAreNamed() {
        var service = service("files", "{ports: [{port: 80}, {port: 53, protocol: UDP}, {port: 7, protocol: SCTP}]}");
        assertThat(ServicePorts.otherProtocols(service)).isEqualTo("UDP 53, SCTP 7");
        assertThat(ServicePorts.describe(service)).isEqualTo("80 to 80");
        assertThat(ServicePorts.otherProtocols(service("files", "{ports: [{port: 80}]}")))
                .isEmpty();
    }

    /** Against what a client reaches without us: kube-proxy goes from the port to the number or name that it targets. */
    @Test
    void noPortIsForgottenAndNoneLeadsAstray() {
        var random = new Random(20261126);
        for (int i = 0; i < 20_000; i++) {
            var service = random(random);
            var ports = ServicePorts.of(service, POOL_PORT, NAMES);
            var tcp = service.getSpec().getPorts().stream()
                    .filter(p -> !"UDP".equals(p.getProtocol()))
                    .toList();
            var all = tcp.stream().map(ServicePort::getPort).collect(Collectors.toSet());
            assertThat(Stream.concat(ports.leading().stream(), ports.others().stream()))
                    .as("%s", service)
                    .containsExactlyInAnyOrderElementsOf(all);
            boolean found = tcp.stream().anyMatch(p -> Objects.equals(reached(p), POOL_PORT));
            long unheard = tcp.stream().filter(p -> reached(p) == null).count();
            for (var port : tcp) {
                var reached = reached(port);
                boolean expected = Objects.equals(reached, POOL_PORT) || (reached == null && !found && unheard == 1);
                assertThat(ports.leading().contains(port.getPort()))
                        .as("%s", service)
                        .isEqualTo(expected);
            }
        }
    }

    private static Integer reached(ServicePort port) {
        var target = port.getTargetPort();
        return target == null
                ? port.getPort()
                : target.getStrVal() == null ? target.getIntVal() : NAMES.get(target.getStrVal());
    }

    private static Service random(Random random) {
        var service = service("files", "{}");
        List<IntOrString> targets = List.of(
                new IntOrString(8080),
                new IntOrString(9000),
                new IntOrString("web"),
                new IntOrString("metrics"),
                new IntOrString("unheard"));
        var numbers = List.of(80, 81, 8080, 9090).stream().filter(n -> random.nextBoolean());
        service.getSpec()
                .setPorts(numbers.map(number -> new ServicePortBuilder()
                                .withPort(number)
                                .withProtocol(List.of("TCP", "TCP", "UDP").get(random.nextInt(3)))
                                .withTargetPort(
                                        random.nextInt(4) == 0 ? null : targets.get(random.nextInt(targets.size())))
                                .build())
                        .toList());
        return service;
    }
}
