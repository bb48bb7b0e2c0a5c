package io.rserpool.operator.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.operator.certificate.Certificates;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration CERTIFICATE = Duration.ofHours(12);

    private final Certificates certificates = new Certificates();

    private Authorities at(Authorities present, Duration after) {
        return Authorities.renewed(present, certificates, START.plus(after), LIFE, CERTIFICATE, false);
    }

    @Test
    void whatIsNotDueStays() {
        var first = at(null, Duration.ZERO);
        assertThat(at(first, Duration.ofDays(19))).isSameAs(first);
        assertThat(first.trusted()).containsExactly(first.current().certificate());
    }

    /**
     * Every hour of half a year a member asks, as late as it may. Whoever two members are, and whenever each of them asked last: they believe each other.
     */
    @Test
    void allMembersAlwaysBelieveEachOther() {
        record Member(List<X509Certificate> trusts, X509Certificate signedBy) {}
        var living = new ArrayList<Member>();
        Authorities authorities = null;
        int changes = 0;
        for (int hour = 0; hour < 180 * 24; hour++) {
            var before = authorities;
            authorities = at(authorities, Duration.ofHours(hour));
            changes += before != null && !before.current().equals(authorities.current()) ? 1 : 0;
            living.add(new Member(authorities.trusted(), authorities.current().certificate()));
            if (living.size() > CERTIFICATE.toHours()) {
                living.removeFirst();
            }
            for (var one : living) {
                assertThat(living).allSatisfy(other -> assertThat(one.trusts()).contains(other.signedBy()));
            }
        }
        assertThat(changes).isEqualTo(8);
    }

    @Test
    void theFormerOneIsNotBelievedForEver() {
        var first = at(null, Duration.ZERO);
        var two = at(first, Duration.ofDays(20).plusHours(1));
        assertThat(two.trusted()).hasSize(2);
        assertThat(two.current()).isEqualTo(first.current());
        var changed = at(two, Duration.ofDays(20).plusHours(14));
        assertThat(changed.current()).isEqualTo(two.next());
        assertThat(changed.trusted()).hasSize(2);
        var over = at(changed, Duration.ofDays(20).plusHours(38));
        assertThat(over.trusted()).containsExactly(changed.current().certificate());
    }

    @Test
    void theNextOneCanBeAskedFor() {
        var first = at(null, Duration.ZERO);
        var asked = Authorities.renewed(first, certificates, START.plus(Duration.ofDays(1)), LIFE, CERTIFICATE, true);
        assertThat(asked.trusted()).hasSize(2);
        assertThat(Authorities.renewed(asked, certificates, START.plus(Duration.ofDays(1)), LIFE, CERTIFICATE, true))
                .as("asked again")
                .isSameAs(asked);
    }

    @Test
    void theSecretHoldsThemAll() {
        var first = at(null, Duration.ZERO);
        var two = at(first, Duration.ofDays(20).plusHours(1));
        var changed = at(two, Duration.ofDays(20).plusHours(14));
        for (var each : List.of(first, two, changed)) {
            assertThat(Authorities.fromSecret(each.toSecret())).isEqualTo(each);
        }
    }

    @Test
    void aSecretThatCannotBeReadIsNotReplaced() {
        var broken = new HashMap<>(at(null, Duration.ZERO).toSecret());
        broken.put("tls.key", "cnViYmlzaA==");
        assertThatThrownBy(() -> Authorities.fromSecret(broken))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("restore it");
    }
}
