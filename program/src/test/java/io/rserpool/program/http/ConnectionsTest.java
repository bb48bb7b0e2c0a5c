package io.rserpool.program.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final AtomicInteger displaced = new AtomicInteger();
    private final Connections connections = new Connections(displaced::incrementAndGet);
    private long clock = System.nanoTime();

    private final class Fake implements Connections.Member {
        private final InetAddress address;
        private Long since = ++clock;
        private boolean late;
        private boolean cut;

        Fake(String address) {
            this.address = InetAddress.ofLiteral(address);
        }

        Fake served() {
            since = null;
            return this;
        }

        @Override
        public InetAddress address() {
            return address;
        }

        @Override
        public Long waitingSince() {
            return since;
        }

        @Override
        public boolean isLate(long now) {
            return late;
        }

        @Override
        public void cut() {
            cut = true;
        }
    }

    private List<Fake> admit(int count, String address) {
        var fakes = new ArrayList<Fake>();
        for (int i = 0; i < count; i++) {
            fakes.add(new Fake(address));
            assertThat(connections.admit(fakes.getLast())).isTrue();
        }
        return fakes;
    }

    @Test
    void whoHasTooManyLosesTheEldest() {
        var other = admit(1, "10.0.0.2").getFirst();
        var slow = admit(Connections.MOST_OF_ONE + 2, "10.0.0.1");
        assertThat(slow).extracting(f -> f.cut).startsWith(true, true, false).endsWith(false);
        assertThat(other.cut).isFalse();
        assertThat(displaced).hasValue(2);
    }

    @Test
    void whenAllAreTakenTheAddressWithMostGivesOne() {
        var probe = admit(1, "10.0.0.9").getFirst();
        int sources = Connections.MOST / Connections.MOST_OF_ONE;
        for (int i = 1; i < sources; i++) {
            admit(Connections.MOST_OF_ONE - 1, "10.0.0." + i);
        }
        var largest = admit(Connections.MOST_OF_ONE, "10.0.1.1");
        admit(sources - 2, "10.0.2.1");
        assertThat(displaced).hasValue(0);
        admit(1, "10.0.0.9");
        assertThat(largest.getFirst().cut).isTrue();
        assertThat(probe.cut).isFalse();
        assertThat(displaced).hasValue(1);
    }

    /** A drain may take hours. */
    @Test
    void whoseAnswerIsUnderWayKeepsItsPlace() {
        var drain = admit(1, "10.0.0.1").getFirst().served();
        var slow = admit(Connections.MOST_OF_ONE, "10.0.0.1");
        assertThat(drain.cut).isFalse();
        assertThat(slow.getFirst().cut).isTrue();
        slow.forEach(Fake::served);
        assertThat(connections.admit(new Fake("10.0.0.1"))).isFalse();
        assertThat(connections.admit(new Fake("10.0.0.2"))).isTrue();
    }

    @Test
    void whoIsLateOrGoneLeavesRoom() {
        var slow = admit(Connections.MOST_OF_ONE, "10.0.0.1");
        slow.get(3).late = true;
        connections.cutLate(displaced::incrementAndGet);
        assertThat(slow).filteredOn(f -> f.cut).containsExactly(slow.get(3));
        connections.remove(slow.get(3));
        connections.remove(slow.get(5));
        admit(2, "10.0.0.1");
        assertThat(displaced).hasValue(1);
        connections.cutAll();
        assertThat(connections.isEmpty()).isTrue();
    }
}
