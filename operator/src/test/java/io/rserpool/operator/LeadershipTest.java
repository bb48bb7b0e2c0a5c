package io.rserpool.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.quarkus.runtime.ApplicationLifecycleManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeadershipTest {
    private final Leadership leadership = new Leadership();
    private final LeaderCallbacks election =
            leadership.election(Fixtures.settings()).getLeaderCallbacks().orElseThrow();
    private final List<String> told = new ArrayList<>();

    @Test
    void whoIsElectedLeadsAndTellsSo() {
        leadership.onLeading(() -> told.add("early"));
        assertThat(leadership.isLeading()).isFalse();
        assertThat(told).isEmpty();
        election.onStartLeading();
        assertThat(leadership.isLeading()).isTrue();
        leadership.onLeading(() -> told.add("late"));
        assertThat(told).containsExactly("early", "late");
    }

    @Test
    void thatAnotherIsElectedIsNoneOfItsBusiness() {
        leadership.onLeading(() -> told.add("leading"));
        election.onNewLeader("another");
        assertThat(leadership.isLeading()).isFalse();
        assertThat(told).isEmpty();
    }

    /** Its controllers cannot be stopped: another leads, and its changes would be a second leader's. */
    @Test
    void whoLosesTheLeaseStopsAtOnceAndTheProgramEnds() {
        election.onStartLeading();
        election.onStopLeading();
        assertThat(leadership.isLeading()).isFalse();
        assertThat(ApplicationLifecycleManager.getExitCode()).isOne();
    }

    /** One that cannot renew must have stopped before the lease is another's. */
    @Test
    void itGivesUpBeforeItsLeaseEnds() {
        var configuration = leadership.election(Fixtures.settings());
        assertThat(configuration.getLeaseNamespace()).hasValue(Fixtures.OPERATOR_NAMESPACE);
        assertThat(configuration.getRenewDeadline()).isLessThan(configuration.getLeaseDuration());
        assertThat(configuration.getRetryPeriod()).isLessThan(configuration.getRenewDeadline());
        assertThat(configuration.getIdentity()).isPresent();
    }
}
