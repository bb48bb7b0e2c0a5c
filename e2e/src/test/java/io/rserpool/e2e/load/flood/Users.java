package io.rserpool.e2e.load.flood;

import io.rserpool.e2e.bench.Durations;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.asap.AsapMessage.HandleResolutionResponse;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Function;

/** Users of a registrar: one that asks all the time, and one after the other that comes, asks once and goes. */
final class Users implements AutoCloseable {
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(10);
    private static final Duration BETWEEN_NEWCOMERS = Duration.ofMillis(200);

    /**
     * What they have seen so far.
     *
     * @param newcomers from the beginning of their handshakes on
     * @param refusals answers without elements
     */
    record Seen(Durations answers, Durations newcomers, int refusals) {}

    private final SelectorEventLoop loop;
    private final Function<InetAddress, SctpTransport> transports;
    private final EndpointAddress registrar;
    private final InetAddress newcomersHost;
    private final PoolHandle pool;
    private final SctpTransport transport;
    private final Asking regular;
    private Durations answers = new Durations();
    private Durations newcomers = new Durations();
    private int refusals;
    private boolean closed;

    /**
     * @param transports opens one at an address, at any port
     * @param regularHost where the one is that asks all the time
     */
    Users(
            SelectorEventLoop loop,
            Function<InetAddress, SctpTransport> transports,
            EndpointAddress registrar,
            InetAddress regularHost,
            InetAddress newcomersHost,
            PoolHandle pool) {
        this.loop = loop;
        this.transports = transports;
        this.registrar = registrar;
        this.newcomersHost = newcomersHost;
        this.pool = pool;
        this.transport = transports.apply(regularHost);
        this.regular = loop.call(() -> new Asking(transport, registrar, pool, this::answered));
        loop.execute(regular::ask);
        loop.execute(this::come);
    }

    private void answered(Asking user, HandleResolutionResponse answer, long nanos) {
        count(answer, nanos, answers);
        loop.schedule(BETWEEN_QUESTIONS, user::ask);
    }

    private void count(HandleResolutionResponse answer, long nanos, Durations durations) {
        durations.add(nanos);
        if (answer.elements().isEmpty()) {
            refusals++;
        }
    }

    private void come() {
        if (closed) {
            return;
        }
        var own = transports.apply(newcomersHost);
        new Asking(own, registrar, pool, (user, answer, nanos) -> {
                    count(answer, nanos, newcomers);
                    loop.execute(own::close);
                    loop.schedule(BETWEEN_NEWCOMERS, this::come);
                })
                .ask();
    }

    /** What they have seen since the last call. */
    Seen take() {
        return loop.call(() -> {
            var seen = new Seen(answers, newcomers, refusals);
            answers = new Durations();
            newcomers = new Durations();
            refusals = 0;
            return seen;
        });
    }

    /** How many answers each kind has had at least since {@link #take}. */
    int answers() {
        return loop.call(() -> Math.min(answers.count(), newcomers.count()));
    }

    /** Associations that the one that asks all the time has lost. */
    int losses() {
        return loop.call(regular::losses);
    }

    @Override
    public void close() {
        loop.execute(() -> closed = true);
        transport.close();
    }
}
