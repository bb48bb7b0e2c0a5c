package io.rserpool.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventsTest {
    private static final String EVENTS = "/api/v1/namespaces/shop/events";

    private FakeApiServer api;
    private Events events;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApiServer();
        events = new Events(api.client(), Fixtures.settings());
    }

    @AfterEach
    void stop() {
        events.stop();
        api.close();
    }

    @Test
    void theSameAgainCostsNoRequest() {
        for (int i = 0; i < 100; i++) {
            events.warn(Fixtures.files(), "HostNetwork", "the same");
        }
        events.warn(Fixtures.files(), "HostNetwork", "another");
        await().until(() -> api.all(EVENTS).size() == 2);
        assertThat(api.writes()).hasSize(2);
    }

    @Test
    void anEventThatAnotherReplicaWroteIsCounted() {
        events.warn(Fixtures.files(), "HostNetwork", "the same");
        await().until(() -> api.all(EVENTS).size() == 1);
        var other = new Events(api.client(), Fixtures.settings());
        other.warn(Fixtures.files(), "HostNetwork", "the same");
        await().until(() -> api.all(EVENTS).getFirst().path("count").asInt() == 2);
        other.stop();
    }

    @Test
    void oneThatIsRefusedDoesNotKeepTheNextFromBeingWritten() {
        api.refuse("POST " + EVENTS, 403);
        events.warn(Fixtures.files(), "HostNetwork", "the first");
        await().until(() -> api.writes().size() == 1);
        api.refuse("POST " + EVENTS, 0);
        events.warn(Fixtures.files(), "HostNetwork", "the second");
        await().until(() -> api.all(EVENTS).size() == 1);
    }
}
