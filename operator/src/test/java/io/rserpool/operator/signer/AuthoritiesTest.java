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
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class AuthoritiesTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIFE = Duration.ofDays(30);
    private static final Duration CERTIFICATE = Duration.ofHours(12);

    private final Certificates certificates = new Certificates();

    private Authorities at(Authorities present, Duration after) {
        return at(present, after, false);
    }

    private Authorities at(Authorities present, Duration after, boolean asked) {
        var now = START.plus(after);
        var wanted = new OwnAuthority(certificates, now, LIFE, asked).wanted(present);
        return present == null ? new Authorities(wanted, null, null) : present.towards(wanted, now, CERTIFICATE);
    }

    @Test
    void whatIsNotDueStays() {
        var first = at(null, Duration.ZERO);
        assertThat(at(first, Duration.ofDays(19))).isSameAs(first);
        assertThat(first.trusted()).containsExactly(first.current().certificate());
    }

    /** Every hour of half a year a member asks, as late as it may. */
    @Test
    void allMembersAlwaysBelieveEachOther() {
        var members = new Members();
        Authorities authorities = null;
        for (int hour = 0; hour < 180 * 24; hour++) {
            authorities = at(authorities, Duration.ofHours(hour));
            members.ask(authorities);
        }
        assertThat(members.changes()).isEqualTo(8);
    }

    /** Others change it whenever they like: also back, also while the one before has not signed yet, also when they have made a mistake. */
    @RepeatedTest(20)
    void allMembersAlwaysBelieveEachOtherWhateverOthersChange(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var issued = new ArrayList<>(List.of(certificates.authority("issued", START, Duration.ofDays(365))));
        var members = new Members();
        var wanted = issued.getFirst();
        var authorities = new Authorities(wanted, null, null);
        for (int hour = 0; hour < 60 * 24; hour++) {
            var now = START.plus(Duration.ofHours(hour));
            if (random.nextInt(40) == 0) {
                issued.add(certificates.authority("issued", now, Duration.ofDays(365)));
                wanted = issued.getLast();
            } else if (random.nextInt(60) == 0) {
                wanted = issued.get(random.nextInt(issued.size()));
            }
            boolean unusable = random.nextInt(10) == 0;
            authorities = authorities.towards(unusable ? authorities.last() : wanted, now, CERTIFICATE);
            members.ask(authorities);
        }
        assertThat(members.changes()).isPositive();
        for (int hour = 60 * 24; hour < 63 * 24; hour++) {
            authorities = authorities.towards(wanted, START.plus(Duration.ofHours(hour)), CERTIFICATE);
            members.ask(authorities);
        }
        assertThat(authorities).isEqualTo(new Authorities(wanted, null, null));
    }

    /** Whoever two living members are, and whenever each of them asked last: they believe each other. */
    private static final class Members {
        private record Member(List<X509Certificate> trusts, X509Certificate signedBy) {}

        private final List<Member> living = new ArrayList<>();
        private int changes;

        /** One asks every hour. */
        void ask(Authorities authorities) {
            var by = authorities.current().certificate();
            changes += !living.isEmpty() && !living.getLast().signedBy().equals(by) ? 1 : 0;
            living.add(new Member(authorities.trusted(), by));
            if (living.size() > CERTIFICATE.toHours()) {
                living.removeFirst();
            }
            for (var one : living) {
                assertThat(living).allSatisfy(other -> assertThat(one.trusts()).contains(other.signedBy()));
            }
        }

        int changes() {
            return changes;
        }
    }

    /** Nobody believes anybody then: waiting would help nobody. */
    @Test
    void afterOneThatHasExpiredTheNextSignsAtOnce() {
        var late = Duration.ofDays(40);
        var told = at(at(null, Duration.ZERO), late);
        assertThat(told.next()).isNotNull();
        assertThat(at(told, late).current()).isEqualTo(told.next().identity());
    }

    @Test
    void whatWasPutInByMistakeIsWithdrawnAndNeverSigns() {
        var first = at(null, Duration.ZERO);
        var mistake = certificates.authority("mistake", START, LIFE);
        var told = first.towards(mistake, START, CERTIFICATE);
        assertThat(told.next()).isEqualTo(new Authorities.Next(mistake, START));
        assertThat(told.towards(first.current(), START.plusSeconds(60), CERTIFICATE))
                .isEqualTo(first);
    }

    /** It may be old when it is put in: members have not been told of it since then. */
    @Test
    void howLongMembersKnowTheNextOneIsCountedFromWhenTheyAreTold() {
        var old = certificates.authority("old", START.minus(Duration.ofDays(5)), LIFE);
        var told = at(null, Duration.ZERO).towards(old, START, CERTIFICATE);
        assertThat(told.towards(old, START.plus(CERTIFICATE), CERTIFICATE)).isSameAs(told);
        assertThat(told.towards(old, START.plus(CERTIFICATE).plusSeconds(61), CERTIFICATE)
                        .current())
                .isEqualTo(old);
    }

    /** Then times were counted from when the next one was made. */
    @Test
    void aSecretFromBeforeThereWereTimesInItCanBeRead() {
        var two = at(at(null, Duration.ZERO), Duration.ofDays(20).plusHours(1));
        var secret = new HashMap<>(two.toSecret());
        secret.remove("next.since");
        assertThat(Authorities.fromSecret(secret)).isEqualTo(two);
        var changed = at(two, Duration.ofDays(20).plusHours(14));
        secret = new HashMap<>(changed.toSecret());
        secret.remove("former.until");
        assertThat(Authorities.fromSecret(secret).former().until())
                .isEqualTo(two.current().certificate().getNotAfter().toInstant());
    }

    @Test
    void theFormerOneIsNotBelievedForEver() {
        var first = at(null, Duration.ZERO);
        var two = at(first, Duration.ofDays(20).plusHours(1));
        assertThat(two.trusted()).hasSize(2);
        assertThat(two.current()).isEqualTo(first.current());
        var changed = at(two, Duration.ofDays(20).plusHours(14));
        assertThat(changed.current()).isEqualTo(two.next().identity());
        assertThat(changed.trusted()).hasSize(2);
        var over = at(changed, Duration.ofDays(20).plusHours(38));
        assertThat(over.trusted()).containsExactly(changed.current().certificate());
    }

    @Test
    void theNextOneCanBeAskedFor() {
        var first = at(null, Duration.ZERO);
        var asked = at(first, Duration.ofDays(1), true);
        assertThat(asked.trusted()).hasSize(2);
        assertThat(at(asked, Duration.ofDays(1), true)).as("asked again").isSameAs(asked);
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
