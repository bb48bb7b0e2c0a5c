package io.rserpool.transport.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateIdentityTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();

    private static X509Certificate certificate(String... names) {
        return AUTHORITY.credentials(names).chain().getFirst();
    }

    @Test
    void severalRolesOfOneScope() throws Exception {
        var identity = CertificateIdentity.of(certificate(
                "rserpool://shop.default/pool-element?serve=a%2Fb&serve=c",
                "rserpool://shop.default/pool-user?use=d+e", "10.0.0.1", "https://elsewhere/"));
        assertThat(identity.scope()).isEqualTo("shop.default");
        assertThat(identity.roles()).containsExactlyInAnyOrder(Role.POOL_ELEMENT, Role.POOL_USER);
        assertThat(identity.serves()).containsExactlyInAnyOrder(NamedHandle.of("a/b"), NamedHandle.of("c"));
        assertThat(identity.uses()).containsExactly(NamedHandle.of("d+e"));
        assertThat(identity.addresses())
                .extracting(each -> each.getHostAddress())
                .containsExactly("10.0.0.1");
        assertThat(identity.name()).startsWith("CN=member");
        assertThat(identity.is(Role.REGISTRAR)).isFalse();
    }

    @Test
    void anyHandle() throws Exception {
        var identity = CertificateIdentity.of(certificate("rserpool://s/pool-user?use=*"));
        assertThat(identity.mayUse("whatever")).isTrue();
        assertThat(identity.mayServe("whatever")).isFalse();
    }

    /** The digest: printf %s 0123456789abcdefshop/files | sha256sum. */
    @Test
    void aDigestNamesItsHandleAlone() throws Exception {
        var digest = "0123456789abcdef" + "24edb957df547e4478b8a921f91cc4b3";
        var identity = CertificateIdentity.of(certificate("rserpool://s/pool-user?use-digest=" + digest));
        for (int again = 0; again < 2; again++) {
            assertThat(identity.mayUse("shop/file")).isFalse();
            assertThat(identity.mayUse(digest)).isFalse();
            assertThat(identity.mayUse("shop/files")).isTrue();
        }
        assertThat(identity.mayServe("shop/files")).isFalse();
        assertThat(identity.toString()).doesNotContain("shop");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop/registrar",
                "rserpool:///registrar",
                "rserpool://shop",
                "rserpool://shop/",
                "rserpool://shop/admin",
                "rserpool://shop/registrar/",
                "rserpool://shop/Registrar",
                "rserpool://shop/pool-user?use=",
                "rserpool://shop/pool-user?use",
                "rserpool://shop/pool-user?eat=a",
                "rserpool://shop/pool-user?use=a&",
                "rserpool://shop/pool-user?use=%zz",
                "rserpool://shop/pool-user?use=%",
                "rserpool://shop/pool-user?use-digest=*",
                "rserpool://shop/pool-user?use-digest=0123"
            })
    void whatIsNotUnderstoodIsOfNoMember(String name) {
        assertThatThrownBy(() -> CertificateIdentity.of(certificate(name))).isInstanceOf(CertificateException.class);
    }

    @Test
    void nobodyBelongsToTwoScopes() {
        assertThatThrownBy(
                        () -> CertificateIdentity.of(certificate("rserpool://a/registrar", "rserpool://b/pool-user")))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("another one than a");
    }
}
