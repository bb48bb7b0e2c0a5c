package io.rserpool.endpoint.asap;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.loop.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request to the home registrar that waits for its response. */
final class AsapRequest {
    /** What came of it. */
    interface Outcome {
        /** The response, also one that refuses. */
        void onResponse(AsapMessage response);

        /** No registrar answered, or one answered with an Error. */
        void onFailure(String cause);
    }

    final AsapMessage message;
    final Duration timeout;
    final Outcome outcome;
    int attemptsLeft;
    boolean sent;
    boolean over;
    EventLoop.@Nullable Timer timer;

    AsapRequest(AsapMessage message, Duration timeout, int attempts, Outcome outcome) {
        this.message = message;
        this.timeout = timeout;
        this.attemptsLeft = attempts;
        this.outcome = outcome;
    }

    /** Whether a message is the response to this request. */
    boolean answeredBy(AsapMessage response) {
        return switch (message) {
            case AsapMessage.Registration(var handle, var element) ->
                response instanceof AsapMessage.RegistrationResponse r
                        && r.handle().equals(handle)
                        && r.identifier().equals(element.identifier());
            case AsapMessage.Deregistration(var handle, var identifier) ->
                response instanceof AsapMessage.DeregistrationResponse r
                        && r.handle().equals(handle)
                        && r.identifier().equals(identifier);
            case AsapMessage.HandleResolution resolution ->
                response instanceof AsapMessage.HandleResolutionResponse r
                        && r.handle().equals(resolution.handle());
            default -> false;
        };
    }

    void finish() {
        over = true;
        if (timer != null) {
            timer.cancel();
        }
    }
}
