package io.rserpool.registrar.authorisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Each rule: who may, who may not and why. */
class AuthorisationTest {
    private static final PoolHandle POOL = PoolHandle.of("bank");
    private static final PoolHandle OTHER = PoolHandle.of("shop");
    private static final PoolHandle BYTES = PoolHandle.of(new byte[] {(byte) 0xff});
    private static final List<InetAddress> HERE = List.of(InetAddress.ofLiteral("10.0.2.1"));
    private static final List<InetAddress> ELSEWHERE = List.of(InetAddress.ofLiteral("10.0.2.2"));

    private final Authorisation authorisation = new Authorisation(Security.of("scope"));
    private final PeerIdentity element = identity("web-0", "scope", Role.POOL_ELEMENT, HERE, "bank");
    private final PeerIdentity user = identity("client-0", "scope", Role.POOL_USER, List.of(), "bank");
    private final PeerIdentity registrar = identity("registrar-0", "scope", Role.REGISTRAR, List.of(), "bank");

    private static PeerIdentity identity(
            String name, String scope, Role role, List<InetAddress> addresses, String handle) {
        var named = Set.of(NamedHandle.of(handle));
        return new PeerIdentity(name, scope, Set.of(role), Set.copyOf(addresses), named, named, Instant.MAX);
    }

    @Test
    void whereSecurityIsOffNobodyIsAsked() {
        var off = new Authorisation(Security.OFF);
        assertThat(off.member(null)).isNull();
        assertThat(off.registrar(null)).isNull();
        assertThat(off.registration(null, POOL, List.of(), ELSEWHERE)).isNull();
        assertThat(off.owner(null, null, HERE, ELSEWHERE)).isNull();
        assertThat(off.resolution(null, POOL)).isNull();
        assertThat(off.report(null, POOL)).isNull();
    }

    @Test
    void onlyMembersOfTheScope() {
        assertThat(authorisation.member(user)).isNull();
        assertThat(authorisation.member(null)).isEqualTo(Denial.NO_IDENTITY);
        assertThat(authorisation.member(identity("web-0", "other", Role.POOL_USER, HERE, "bank")))
                .isEqualTo(Denial.OTHER_SCOPE);
    }

    @Test
    void onlyRegistrarsSpeakEnrp() {
        assertThat(authorisation.registrar(registrar)).isNull();
        assertThat(authorisation.registrar(element)).isEqualTo(Denial.NO_REGISTRAR);
        assertThat(authorisation.registrar(null)).isEqualTo(Denial.NO_IDENTITY);
        assertThat(authorisation.registrar(identity("registrar-0", "other", Role.REGISTRAR, HERE, "bank")))
                .isEqualTo(Denial.OTHER_SCOPE);
    }

    @Test
    void elementsRegisterInTheirPoolsAtTheirAddresses() {
        assertThat(authorisation.registration(element, POOL, HERE, HERE)).isNull();
        assertThat(authorisation.registration(element, OTHER, HERE, HERE)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.registration(user, POOL, HERE, HERE)).isEqualTo(Denial.NO_POOL_ELEMENT);
        assertThat(authorisation.registration(element, POOL, ELSEWHERE, HERE)).isEqualTo(Denial.USER_ADDRESS);
        assertThat(authorisation.registration(element, POOL, HERE, ELSEWHERE)).isEqualTo(Denial.ASAP_ADDRESS);
        assertThat(authorisation.registration(element, POOL, List.of(), HERE))
                .as("addresses that cannot be read")
                .isEqualTo(Denial.USER_ADDRESS);
    }

    @Test
    void withoutAddressesInTheCertificateThoseItSpeaksFrom() {
        var anywhere = identity("web-0", "scope", Role.POOL_ELEMENT, List.of(), "bank");
        assertThat(authorisation.registration(anywhere, POOL, HERE, HERE)).isNull();
        assertThat(authorisation.registration(anywhere, POOL, ELSEWHERE, HERE)).isEqualTo(Denial.USER_ADDRESS);
    }

    @Test
    void anElementIsItsOwnersByNameOrElseByAddress() {
        var other = identity("web-1", "scope", Role.POOL_ELEMENT, ELSEWHERE, "bank");
        assertThat(authorisation.owner(element, element, ELSEWHERE, HERE))
                .as("moved")
                .isNull();
        assertThat(authorisation.owner(other, element, ELSEWHERE, ELSEWHERE)).isEqualTo(Denial.OTHERS_ELEMENT);
        assertThat(authorisation.owner(element, null, HERE, HERE)).isNull();
        assertThat(authorisation.owner(other, null, HERE, ELSEWHERE)).isEqualTo(Denial.OTHERS_ELEMENT);
    }

    @Test
    void usersAndElementsOfAPoolResolveIt() {
        assertThat(authorisation.resolution(user, POOL)).isNull();
        assertThat(authorisation.resolution(element, POOL)).isNull();
        assertThat(authorisation.resolution(user, OTHER)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.resolution(element, OTHER)).isEqualTo(Denial.NO_POOL_USER);
        assertThat(authorisation.resolution(null, POOL)).isEqualTo(Denial.NO_IDENTITY);
    }

    @Test
    void onlyUsersOfAPoolReport() {
        assertThat(authorisation.report(user, POOL)).isNull();
        assertThat(authorisation.report(user, OTHER)).isEqualTo(Denial.HANDLE);
        assertThat(authorisation.report(element, POOL)).isEqualTo(Denial.NO_POOL_USER);
    }

    @Test
    void aHandleThatIsNoTextIsNotNamedByTheTextItIsShownAs() {
        var lookalike = identity("web-0", "scope", Role.POOL_USER, List.of(), BYTES.toString());
        assertThat(authorisation.resolution(lookalike, BYTES)).isEqualTo(Denial.HANDLE);
        var any = identity("web-0", "scope", Role.POOL_USER, List.of(), "*");
        assertThat(authorisation.resolution(any, BYTES)).isNull();
        var server = identity("web-0", "scope", Role.POOL_ELEMENT, HERE, "*");
        assertThat(authorisation.registration(server, BYTES, HERE, HERE)).isNull();
    }
}
