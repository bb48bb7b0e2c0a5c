package io.rserpool.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.WatcherException;
import io.rserpool.operator.guard.Informers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever is told of something may fail: the others are told all the same. */
class ListenersTest {
    private final List<Object> told = new ArrayList<>();

    private static void fail() {
        throw new IllegalStateException("a listener that fails");
    }

    @Test
    void ofWhatChanges() throws Exception {
        try (var api = new FakeApiServer()) {
            var catalog = new Catalog(api.client(), Fixtures.settings());
            catalog.onChange(r -> fail());
            catalog.onChange(told::add);
            HasMetadata changed = Fixtures.files();
            catalog.tell(changed);
            assertThat(told).containsExactly(changed);
        }
    }

    @Test
    void ofLeadership() {
        var leadership = new Leadership();
        leadership.onLeading(ListenersTest::fail);
        leadership.onLeading(() -> told.add("leading"));
        leadership.start();
        assertThat(leadership.isLeading()).isTrue();
        leadership.onLeading(ListenersTest::fail);
        assertThat(told).containsExactly("leading");
    }

    /** By default the client's informers stop for ever at what they cannot read. */
    @Test
    void aWatchGoesOnAfterWhatItCannotRead() {
        assertThat(Informers.LASTING.retryAfterException(true, new WatcherException("cannot be read")))
                .isTrue();
        assertThat(Informers.LASTING.retryAfterException(false, new WatcherException("cannot be read")))
                .isFalse();
    }
}
