package io.rserpool.handlespace;

import static io.rserpool.handlespace.Elements.HOME;
import static io.rserpool.handlespace.Elements.element;
import static io.rserpool.handlespace.Elements.sctp;
import static io.rserpool.handlespace.Elements.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.handlespace.Handlespace.Outcome;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.HandlespaceChecksum;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HandlespaceTest {
    private static final PoolHandle POOL = PoolHandle.of("EchoPool");
    private static final ServerId OTHER = new ServerId(0x22);
    private static final Policy RR = new Policy.RoundRobin();

    private final Handlespace handlespace =
            new Handlespace(new HandlespaceLimits(3, 8, 4, 2), PolicySemantics.RFC, new Random(1));

    private PoolElement stored(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Stored.class);
        return ((Outcome.Stored) outcome).element();
    }

    private static void assertRefused(Outcome outcome, Refusal refusal) {
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.refusal())
                .isEqualTo(refusal));
    }

    @Test
    void aPoolLivesFromItsFirstElementToItsLast() {
        var one = stored(handlespace.put(POOL, element(1, RR)));
        var two = stored(handlespace.put(POOL, element(2, RR)));
        assertThat(handlespace.pool(POOL).elements()).containsExactly(one, two);

        handlespace.remove(one);
        handlespace.remove(one);
        assertThat(handlespace.size()).isEqualTo(1);
        handlespace.remove(two);

        assertThat(handlespace.pool(POOL)).isNull();
        assertThat(handlespace.size()).isZero();
        assertThat(handlespace.owners()).isEmpty();
    }

    @Test
    void refusesWhatDoesNotFitThePool() {
        handlespace.put(POOL, element(1, RR));

        assertRefused(handlespace.put(POOL, element(2, new Policy.Random())), Refusal.INCONSISTENT_POLICY);
        assertRefused(
                handlespace.put(POOL, with(element(2, RR), sctp(2, TransportUse.DATA_ONLY))),
                Refusal.INCONSISTENT_DATA_CONTROL);
        assertRefused(
                handlespace.put(
                        POOL, with(element(2, RR), new TransportParameter.Tcp(80, InetAddress.getLoopbackAddress()))),
                Refusal.INCONSISTENT_TRANSPORT_TYPE);
        assertRefused(handlespace.put(POOL, element(0, RR)), Refusal.INVALID_IDENTIFIER);
        assertRefused(
                handlespace.put(PoolHandle.of("x"), element(2, new Policy.Unknown(0x77, ""))),
                Refusal.UNSUPPORTED_POLICY);
        assertRefused(handlespace.put(POOL, element(1, new Policy.Random())), Refusal.INCONSISTENT_POLICY);
        assertThat(handlespace.size()).isEqualTo(1);
    }

    @Test
    void limitsHold() {
        var association = new Object();
        handlespace.register(POOL, element(1, RR), association);
        handlespace.register(POOL, element(2, RR), association);
        assertRefused(
                handlespace.register(POOL, element(3, RR), association), Refusal.TOO_MANY_ELEMENTS_OF_ASSOCIATION);
        assertThat(handlespace.register(POOL, element(2, RR), association)).isInstanceOf(Outcome.Stored.class);

        handlespace.put(POOL, element(3, RR));
        handlespace.put(POOL, element(4, RR));
        assertRefused(handlespace.put(POOL, element(5, RR)), Refusal.TOO_MANY_ELEMENTS_IN_POOL);
        handlespace.put(PoolHandle.of("b"), element(1, RR));
        handlespace.put(PoolHandle.of("c"), element(1, RR));
        assertRefused(handlespace.put(PoolHandle.of("d"), element(1, RR)), Refusal.TOO_MANY_POOLS);
        handlespace.put(PoolHandle.of("c"), element(2, RR));
        handlespace.put(PoolHandle.of("c"), element(3, RR));
        assertRefused(handlespace.put(PoolHandle.of("c"), element(4, RR)), Refusal.TOO_MANY_ELEMENTS);
    }

    @Test
    void anIdentifierInUseElsewhereIsNotUnique() {
        var one = new Object();
        var other = new Object();
        handlespace.register(POOL, element(1, RR), one);

        assertRefused(
                handlespace.register(POOL, with(element(1, RR), sctp(77, TransportUse.DATA_PLUS_CONTROL)), other),
                Refusal.NON_UNIQUE_IDENTIFIER);
        // The same element over a new association has moved.
        var moved = stored(handlespace.register(POOL, element(1, RR), other));
        assertThat(handlespace.elementsOf(one)).isEmpty();
        assertThat(handlespace.elementsOf(other)).containsExactly(moved);
    }

    @Test
    void theChecksumFollowsOwnership() {
        handlespace.put(POOL, element(0x12345678, RR));
        var pool = PoolHandle.of("Pool-A");
        assertThat(handlespace.checksum(HOME)).isEqualTo(0x29a5);
        var second = stored(handlespace.put(pool, element(0x9abcdef0, RR)));
        assertThat(handlespace.checksum(HOME)).isEqualTo(0xc2da);
        assertThat(handlespace.checksum(OTHER)).isEqualTo(0xffff);

        handlespace.setHome(second, OTHER);
        assertThat(handlespace.checksum(HOME)).isEqualTo(0x29a5);
        assertThat(handlespace.ownedBy(OTHER)).containsExactly(second);
        handlespace.put(pool, element(0x9abcdef0, RR, HOME));
        assertThat(handlespace.checksum(HOME)).isEqualTo(0xc2da);
        handlespace.remove(second);
        assertThat(handlespace.checksum(HOME)).isEqualTo(0x29a5);
        assertThat(handlespace.owners()).containsExactly(HOME);
    }

    @Test
    void deadlinesComeInOrder() {
        var one = stored(handlespace.put(POOL, element(1, RR)));
        var two = stored(handlespace.put(POOL, element(2, RR)));
        var three = stored(handlespace.put(POOL, element(3, RR)));
        handlespace.setDeadlines(one, 300, 50);
        handlespace.setDeadlines(two, 40, PoolElement.NEVER);
        handlespace.setDeadlines(three, 60, 60);

        assertThat(handlespace.due(39, 10)).isEmpty();
        assertThat(handlespace.due(50, 10)).containsExactly(two, one);
        assertThat(handlespace.due(50, 1)).containsExactly(two);
        handlespace.setDeadlines(one, 300, PoolElement.NEVER);
        handlespace.remove(two);
        assertThat(handlespace.due(100, 10)).containsExactly(three);
    }

    @Test
    void downloadsGoOnAfterTheirLastElementEvenIfItIsGone() {
        handlespace.put(POOL, element(1, RR));
        var two = stored(handlespace.put(POOL, element(2, RR, OTHER)));
        handlespace.put(POOL, element(3, RR));
        handlespace.put(PoolHandle.of("b"), element(9, RR));

        for (var home : new ServerId[] {null, HOME}) {
            var seen = new ArrayList<String>();
            Position position = null;
            for (var part = handlespace.part(home, null, 1); !part.isEmpty(); ) {
                seen.add(part.getFirst().toString());
                position = part.getFirst().position();
                part = handlespace.part(home, position, 1);
            }
            assertThat(seen).hasSize(home == null ? 4 : 3).doesNotHaveDuplicates();
        }
        var position = two.position();
        handlespace.remove(two);
        assertThat(handlespace.part(null, position, 5))
                .extracting(PoolElement::identifier)
                .containsExactly(new PeIdentifier(3));
    }

    @Test
    void tenThousandElementsAreHandledInTimeLogarithmic() {
        var large = new Handlespace(HandlespaceLimits.DEFAULT, PolicySemantics.RSPLIB, new Random(2));
        var expected = new HandlespaceChecksum();
        var start = System.nanoTime();
        for (int i = 1; i <= 10_000; i++) {
            var handle = PoolHandle.of("pool-" + i % 100);
            var policy = i % 2 == 0 ? new Policy.LeastUsed(i) : new Policy.Random();
            var element = stored(large.register(handle, element(i, policy), i));
            large.setDeadlines(element, i, PoolElement.NEVER);
            expected.add(handle, new PeIdentifier(i));
        }
        for (int i = 0; i < 100_000; i++) {
            assertThat(Elements.select(large.pool(PoolHandle.of("pool-" + i % 100)), 3, 1))
                    .hasSize(3);
        }
        assertThat(large.checksum(HOME)).isEqualTo(expected.value());
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
}
