package io.rserpool.endpoint.asap;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The requests to the home registrar that wait for their responses, the oldest first. */
final class AsapRequests {
    private static final int MAX_PENDING = 10_000;

    /** Whom requests are sent to. */
    interface Home {
        /** Null if there is none now. */
        @Nullable
        EndpointAddress address();

        /** False if there is none now, or it takes nothing now. */
        boolean send(AsapMessage message);

        /** It says nothing, or did not even take the request in time: another one is to be found. */
        void doesNotAnswer();
    }

    private final EventLoop loop;
    private final Home home;
    private final List<AsapRequest> pending = new ArrayList<>();

    AsapRequests(EventLoop loop, Home home) {
        this.loop = loop;
        this.home = home;
    }

    /** Sends the request to the home, now or once there is one, and to the next home if this one does not answer. */
    void add(AsapRequest request) {
        if (pending.size() >= MAX_PENDING) {
            loop.execute(() -> request.outcome.onFailure("too many requests"));
            return;
        }
        pending.add(request);
        transmit(request);
    }

    /** Forgets the request; its outcome is not called. */
    void cancel(AsapRequest request) {
        request.finish();
        pending.remove(request);
    }

    private void transmit(AsapRequest request) {
        if (request.timer != null) {
            request.timer.cancel();
        }
        request.timer = loop.scheduleJudgement(request.timeout, () -> expired(request));
        request.sent = home.send(request.message);
    }

    /** There is a home, perhaps another one than before. */
    void transmitAll() {
        List.copyOf(pending).forEach(this::transmit);
    }

    /** The home takes messages again. */
    void transmitUnsent() {
        List.copyOf(pending).stream().filter(request -> !request.sent).forEach(this::transmit);
    }

    /** Whom they were sent to is lost. */
    void homeLost() {
        pending.forEach(request -> request.sent = false);
    }

    private void expired(AsapRequest request) {
        if (request.over) {
            return;
        }
        request.attemptsLeft--;
        var last = home.address();
        if (request.attemptsLeft <= 0) {
            fail(request, last == null ? "no registrar is reachable" : "registrar " + last + " does not answer");
        }
        if (last != null) {
            home.doesNotAnswer();
        }
        if (!request.over && !request.sent) {
            transmit(request);
        }
    }

    private void fail(AsapRequest request, String cause) {
        cancel(request);
        request.outcome.onFailure(cause);
    }

    void failAll(String cause) {
        List.copyOf(pending).forEach(request -> fail(request, cause));
    }

    /** Gives the response to the request it answers; false if there is none. */
    boolean answered(AsapMessage response) {
        for (var request : pending) {
            if (request.sent && request.answeredBy(response)) {
                cancel(request);
                request.outcome.onResponse(response);
                return true;
            }
        }
        return false;
    }

    /** Requests are answered in order: the oldest one is meant. */
    void onError(AsapMessage.Error error) {
        pending.stream()
                .filter(request -> request.sent)
                .findFirst()
                .ifPresent(request -> fail(request, "the registrar reports " + Causes.describe(error.causes())));
    }
}
