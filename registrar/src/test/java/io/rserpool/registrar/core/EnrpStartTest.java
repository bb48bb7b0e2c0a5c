package io.rserpool.registrar.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableRequest;
import io.rserpool.protocol.enrp.EnrpMessage.HandleTableResponse;
import io.rserpool.protocol.enrp.EnrpMessage.ListRequest;
import io.rserpool.protocol.enrp.EnrpMessage.ListResponse;
import io.rserpool.protocol.enrp.EnrpMessage.TakeoverServer;
import io.rserpool.protocol.enrp.EnrpMessage.UpdateAction;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.registrar.settings.RegistrarProfile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The start of a registrar, message by message (RFC 5353 section 3.2). */
class EnrpStartTest {
    private static final Duration SOON = Duration.ofMillis(150);

    private final Scope scope = new Scope(3, RegistrarProfile.FAST);
    private final ScriptedPeer mentor = new ScriptedPeer(scope, 1, 0x111);
    private final Registrar starting = scope.start(3);

    private void grantList(ScriptedPeer peer) {
        peer.send(new ListResponse(peer.id, ServerId.NONE, false, List.of()));
        scope.loop.advance(SOON);
    }

    private void begin() {
        scope.loop.advance(SOON);
        grantList(mentor);
    }

    @Test
    void theListComesBeforeTheTable() {
        scope.loop.advance(SOON);
        assertThat(mentor.all(ListRequest.class)).hasSize(1);
        assertThat(mentor.all(HandleTableRequest.class)).isEmpty();
        grantList(mentor);
        assertThat(mentor.all(HandleTableRequest.class)).singleElement().matches(request -> !request.ownChildrenOnly());
        mentor.table(true, mentor.element(1, mentor.id));
        scope.loop.advance(SOON);
        assertThat(mentor.all(HandleTableRequest.class)).hasSize(2);
        assertThat(starting.isReady()).isFalse();
        mentor.table(false, mentor.element(2, mentor.id));
        scope.loop.advance(SOON);
        assertThat(starting.isReady()).isTrue();
        assertThat(scope.elements(3)).isEqualTo(2);
    }

    @Test
    void aMentorThatRejectsIsAskedAgain() {
        scope.loop.advance(SOON);
        mentor.send(new ListResponse(mentor.id, ServerId.NONE, true, List.of()));
        scope.loop.advance(scope.profile.mentorDiscovery().dividedBy(2));
        assertThat(mentor.all(ListRequest.class)).hasSizeBetween(2, 3);
        grantList(mentor);
        for (int i = 0; i < 8; i++) {
            assertThat(mentor.all(HandleTableRequest.class)).hasSize(i + 1);
            mentor.send(new HandleTableResponse(mentor.id, ServerId.NONE, true, false, List.of()));
            scope.loop.advance(scope.profile.mentorDiscovery().dividedBy(4).plus(SOON));
            assertThat(starting.isReady())
                    .as("an overloaded mentor is waited for")
                    .isFalse();
        }
    }

    @Test
    void aMentorThatDoesNotAnswerIsReplaced() {
        var backup = new ScriptedPeer(scope, 2, 0x222);
        scope.loop.advance(SOON.multipliedBy(3));
        scope.loop.advance(scope.profile.maxTimeNoResponse());
        grantList(backup);
        scope.loop.advance(scope.profile.maxTimeNoResponse());
        assertThat(backup.all(HandleTableRequest.class)).isNotEmpty();
        backup.table(false, backup.element(1, backup.id));
        scope.loop.advance(SOON);
        assertThat(starting.isReady()).isTrue();
        assertThat(scope.elements(3)).isEqualTo(1);
    }

    @Test
    void withoutAnyAnswerItServesAlone() {
        scope.loop.advance(scope.profile
                .mentorDiscovery()
                .plus(scope.profile.maxTimeNoResponse())
                .plusMillis(200));
        assertThat(starting.isReady()).isTrue();
    }

    /** Which has neither a list nor elements to give: it would have to reject both. */
    @Test
    void oneThatServesAsksNothingOfANewcomer() {
        scope.loop.advance(scope.profile
                .mentorDiscovery()
                .plus(scope.profile.maxTimeNoResponse())
                .plusMillis(200));
        assertThat(starting.isReady()).isTrue();
        var newcomer = new ScriptedPeer(scope, 2, 0x222);
        scope.loop.runUntil(scope.heartbeats(2), () -> newcomer.association != null);
        var heartbeats = 12;
        for (int i = 0; i < heartbeats; i++) {
            if (i * 1000L < scope.profile.mentorDiscovery().toMillis()) {
                assertThat(newcomer.all(ListRequest.class)).isEmpty();
            }
            newcomer.sayPresence();
            scope.loop.advance(scope.profile.presenceCycle());
            if (newcomer.all(ListRequest.class).size() == 1) {
                grantList(newcomer);
            }
        }
        assertThat(newcomer.all(ListRequest.class))
                .as("later it may know somebody")
                .hasSize(1);
        assertThat(newcomer.all(HandleTableRequest.class)).isEmpty();
    }

    @Test
    void itRejectsOthersUntilItServes() {
        scope.loop.advance(SOON);
        mentor.send(new ListRequest(mentor.id, ServerId.NONE));
        mentor.send(new HandleTableRequest(mentor.id, ServerId.NONE, false));
        scope.loop.advance(SOON);
        assertThat(mentor.all(ListResponse.class)).singleElement().matches(ListResponse::rejected);
        assertThat(mentor.all(HandleTableResponse.class)).singleElement().matches(HandleTableResponse::rejected);
    }

    @Test
    void whatIsDeletedDuringTheDownloadDoesNotComeBack() {
        begin();
        mentor.table(true, mentor.element(1, mentor.id));
        mentor.update(UpdateAction.DEL_PE, mentor.element(1, mentor.id));
        mentor.update(UpdateAction.DEL_PE, mentor.element(2, mentor.id));
        mentor.table(true, mentor.element(1, mentor.id), mentor.element(2, mentor.id));
        mentor.update(UpdateAction.ADD_PE, mentor.element(1, mentor.id));
        mentor.table(false);
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1)).as("registered again").isNotNull();
        assertThat(scope.element(3, 2)).isNull();
    }

    @Test
    void whatIsUpdatedDuringTheDownloadStaysSo() {
        begin();
        var newer = mentor.element(1, mentor.id, new Policy.WeightedRoundRobin(7));
        mentor.update(UpdateAction.ADD_PE, newer);
        mentor.table(false, mentor.element(1, mentor.id));
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1).parameter()).isEqualTo(newer);
    }

    @Test
    void aTakeoverDuringTheDownloadCounts() {
        begin();
        var dead = new ServerId(0x999);
        mentor.table(true, mentor.element(1, dead));
        mentor.send(new TakeoverServer(mentor.id, ServerId.NONE, dead));
        mentor.table(false, mentor.element(2, dead));
        scope.loop.advance(SOON);
        assertThat(scope.element(3, 1).home()).isEqualTo(mentor.id);
        assertThat(scope.element(3, 2).home()).isEqualTo(mentor.id);
    }

    @Test
    void itsOwnElementsOfBeforeARestartWithTheSameIdAreItsOwnAgain() {
        var element = ScriptedEndpoint.at(scope, Scope.elementAddress(1));
        begin();
        mentor.table(false, mentor.element(1, scope.id(3)));
        scope.loop.advance(SOON);
        assertThat(element.home).isEqualTo(scope.id(3));
        assertThat(starting.handlespace().countOwnedBy(scope.id(3))).isEqualTo(1);
    }
}
