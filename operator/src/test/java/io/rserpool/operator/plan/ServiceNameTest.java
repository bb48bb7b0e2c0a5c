package io.rserpool.operator.plan;

import static io.rserpool.operator.Fixtures.service;
import static io.rserpool.operator.Fixtures.user;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {pool: files}                                        | web/files
            {pool: files, namespace: shop}                       | shop/files
            {pool: p, hosts: [files]}                            | web/files
            {pool: p, hosts: [files.shop]}                       | shop/files
            {pool: p, hosts: [files.shop.svc]}                   | shop/files
            {pool: p, hosts: [files.shop.svc.cluster.local, x]}  | shop/files
            {pool: p, namespace: other, hosts: [files]}          | web/files
            {pool: p, hosts: [files.example.com]}                |
            {pool: p, hosts: [a.b.example.com]}                  |
            """)
    void theServiceThatClientsMean(String entry, String expected) {
        var user = user("web", "u", "{selector: {matchLabels: {a: b}}, pools: [" + entry + "]}");
        var name = ServiceName.of(user.getSpec().pools().getFirst(), "web");
        assertThat(name.map(ServiceName::toString).orElse(null)).isEqualTo(expected);
        name.ifPresent(n -> assertThat(n.isNamedBy(user)).isTrue());
        assertThat(ServiceName.of(service("strange", "{}")).isNamedBy(user)).isFalse();
    }
}
