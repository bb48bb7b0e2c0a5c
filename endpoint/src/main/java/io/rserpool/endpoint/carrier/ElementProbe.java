package io.rserpool.endpoint.carrier;

import io.rserpool.endpoint.authorisation.Admission;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.Endpoint;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Finds out whether an element that shut an association down is still there. The kernel shuts the associations of a
 * killed process down just as those of one that is done with them; but then nobody listens at its port any more. An
 * association is set up and aborted at once; without an answer, again, because the element may only be slow. All who ask at a
 * time share it.
 */
public final class ElementProbe {
    /** A process that is being killed gets so long to lose its port, too. */
    private static final Duration DELAY = Duration.ofMillis(20);

    /** An element that is silent for so long is dead. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final SctpTransport transport;
    private final SctpOptions sctp;
    private final Admission admission;
    private final Map<EndpointAddress, List<Asking>> waiting = new HashMap<>();

    private record Asking(Runnable onSilence, Consumer<Boolean> answer) {}

    /** @param admission who counts as an element */
    public ElementProbe(SctpTransport transport, SctpOptions sctp, Admission admission) {
        this.admission = admission;
        this.transport = transport;
        this.sctp = sctp;
    }

    /**
     * @param onSilence called when there was no answer at first: the element is suspect
     * @param answer told later, never within this call, whether somebody takes associations at that address
     */
    public void ask(EndpointAddress address, Runnable onSilence, Consumer<Boolean> answer) {
        var asking = waiting.computeIfAbsent(address, _ -> new ArrayList<>(1));
        asking.add(new Asking(onSilence, answer));
        if (asking.size() == 1) {
            transport.eventLoop().schedule(DELAY, () -> connect(address));
        }
    }

    private void connect(EndpointAddress address) {
        try {
            var attempt = new Attempt(address, transport.open(0, sctp));
            attempt.timer = transport.eventLoop().scheduleJudgement(PATIENCE, () -> attempt.over(false));
            attempt.begin();
        } catch (TransportException noPort) {
            // Nothing can be said against the element.
            answer(address, true);
        }
    }

    private void answer(EndpointAddress address, boolean alive) {
        var asking = waiting.remove(address);
        if (asking != null) {
            asking.forEach(one -> one.answer.accept(alive));
        }
    }

    private void noAnswer(EndpointAddress address) {
        List.copyOf(waiting.getOrDefault(address, List.of())).forEach(one -> one.onSilence.run());
    }

    private final class Attempt implements AssociationHandler {
        private final EndpointAddress address;
        private final Endpoint endpoint;
        private EventLoop.Timer timer = () -> {};
        private boolean over;

        Attempt(EndpointAddress address, Endpoint endpoint) {
            this.address = address;
            this.endpoint = endpoint;
        }

        void begin() {
            try {
                endpoint.associate(address, this);
            } catch (TransportException cannotBeTried) {
                over(true);
            }
        }

        void over(boolean alive) {
            if (!over) {
                over = true;
                timer.cancel();
                transport.eventLoop().execute(endpoint::close);
                answer(address, alive);
            }
        }

        @Override
        public void onUp(Association association) {
            var isElement = admission.element(association) == null;
            association.abort("only a look whether the element is there");
            over(isElement);
        }

        @Override
        public void onDown(Association association, DownReason reason) {
            if (over) {
                return;
            }
            if (reason == DownReason.CANNOT_CONNECT) {
                noAnswer(address);
                transport.eventLoop().schedule(DELAY, () -> {
                    if (!over) {
                        begin();
                    }
                });
            } else {
                over(false);
            }
        }
    }
}
