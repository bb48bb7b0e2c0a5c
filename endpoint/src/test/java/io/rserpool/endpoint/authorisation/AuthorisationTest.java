package io.rserpool.endpoint.authorisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule: who may, who may not and why. */
class AuthorisationTest {
    private static final PoolHandle POOL = PoolHandle.of("bank");
    private static final PoolHandle OTHER = PoolHandle.of("shop");
    private static final PoolHandle BYTES = PoolHandle.of(new byte[] {(byte) 0xff});

    private final Authorisation authorisation = new Authorisation(Security.of("scope"));
    private final PeerIdentity element = identity("scope", Role.POOL_ELEMENT, "bank");
    private final PeerIdentity user = identity("scope", Role.POOL_USER, "bank");
    private final PeerIdentity registrar = identity("scope", Role.REGISTRAR, "bank");
    private final PeerIdentity foreigner = identity("other", Role.REGISTRAR, "bank");

    private static PeerIdentity identity(String scope, Role role, String handle) {
        var named = Set.of(NamedHandle.of(handle));
        return new PeerIdentity("web-0", scope, Set.of(role), Set.of(), named, named, Instant.MAX);
    }

    @Test
    void whereSecurityIsOffNobodyIsAsked() {
        var off = new Authorisation(Security.OFF);
        assertThat(off.registrar(null)).isNull();
        assertThat(off.caller(null)).isNull();
        assertThat(off.user(null, POOL)).isNull();
        assertThat(off.element(null, POOL)).isNull();
    }

    @Test
    void onlyRegistrarsOfTheScopeAreBelieved() {
        assertThat(authorisation.registrar(registrar)).isNull();
        assertThat(authorisation.registrar(element)).isEqualTo(Denial.NO_REGISTRAR);
        assertThat(authorisation.registrar(foreigner)).isEqualTo(Denial.OTHER_SCOPE);
        assertThat(authorisation.registrar(null)).isEqualTo(Denial.NO_IDENTITY);
    }

    @Test
    void usersAndRegistrarsAssociateWithElements() {
        assertThat(authorisation.caller(user)).isNull();
        assertThat(authorisation.caller(registrar)).isNull();
        assertThat(authorisation.caller(element)).isEqualTo(Denial.NO_POOL_USER);
        assertThat(authorisation.caller(null)).isEqualTo(Denial.NO_IDENTITY);
        assertThat(authorisation.caller(foreigner)).isEqualTo(Denial.OTHER_SCOPE);
    }

    @Test
    void usersHaveSessionsWithPoolsThatTheyMayUse() {
        assertThat(authorisation.user(user, POOL)).isNull();
        assertThat(authorisation.user(user, OTHER)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.user(registrar, POOL)).isEqualTo(Denial.NO_POOL_USER);
        assertThat(authorisation.user(user, BYTES)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.user(identity("scope", Role.POOL_USER, "*"), BYTES))
                .isNull();
    }

    @Test
    void elementsGetSessionsOfPoolsThatTheyMayServe() {
        assertThat(authorisation.element(element)).isNull();
        assertThat(authorisation.element(user)).isEqualTo(Denial.NO_POOL_ELEMENT);
        assertThat(authorisation.element(element, POOL)).isNull();
        assertThat(authorisation.element(element, OTHER)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.element(null, POOL)).isEqualTo(Denial.NO_IDENTITY);
        assertThat(authorisation.element(identity("scope", Role.POOL_ELEMENT, "*"), BYTES))
                .isNull();
    }
}
