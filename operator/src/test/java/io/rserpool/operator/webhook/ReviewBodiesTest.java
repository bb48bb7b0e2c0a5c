package io.rserpool.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ReviewBodiesTest {
    private final ReviewBodies bodies = new ReviewBodies(Duration.ZERO);

    private static InputStream body(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }

    private static void assertRefused(ReviewBodies.Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(ReviewBodies.Refused.class, e -> assertThat(e.reason())
                .isEqualTo(reason));
    }

    @Test
    void noMoreThanFitIntoMemoryAreHeldAtATime() throws Exception {
        try (var large = bodies.read(body(ReviewBodies.LARGEST))) {
            assertThat(large.bytes()).hasSize(ReviewBodies.LARGEST);
            assertRefused(ReviewBodies.Reason.BUSY, () -> bodies.read(body(ReviewBodies.SMALL + 1)));
            var small = new ArrayList<ReviewBodies.Body>();
            for (int i = 0; i < 16; i++) {
                small.add(bodies.read(body(ReviewBodies.SMALL)));
            }
            assertRefused(ReviewBodies.Reason.BUSY, () -> bodies.read(body(1)));
            small.forEach(ReviewBodies.Body::close);
        }
        bodies.read(body(ReviewBodies.LARGEST)).close();
    }

    @Test
    void whatIsRefusedOrBrokenHoldsNothing() throws Exception {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }
        };
        for (int i = 0; i < 40; i++) {
            assertRefused(ReviewBodies.Reason.TOO_LONG, () -> bodies.read(body(ReviewBodies.LARGEST + 1)));
            assertThatThrownBy(() -> bodies.read(broken)).isInstanceOf(IOException.class);
        }
        for (int length : List.of(0, ReviewBodies.SMALL, ReviewBodies.SMALL + 1)) {
            try (var body = bodies.read(body(length))) {
                assertThat(body.bytes()).hasSize(length);
            }
        }
    }
}
