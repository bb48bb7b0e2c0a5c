package io.rserpool.endpoint;

import io.rserpool.endpoint.authorisation.Denial;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjLongConsumer;

/** Figures of one process; readable from any thread at any time. All count up, except those named active. */
public final class EndpointMetrics {
    /** Registrations sent, first ones and re-registrations. */
    public final LongAdder registrations = new LongAdder();
    /** Registrations that a registrar refused. */
    public final LongAdder registrationsRefused = new LongAdder();
    /** Times a home registrar was found, the first one included. */
    public final LongAdder homesFound = new LongAdder();
    /** Times the home registrar was lost. */
    public final LongAdder homesLost = new LongAdder();
    /** Handle resolutions sent. */
    public final LongAdder resolutions = new LongAdder();
    /** Updates of pools that registrars sent unasked (RFC 5352 section 2.2.5). */
    public final LongAdder updates = new LongAdder();
    /** Announces of registrars received. */
    public final LongAdder announcesReceived = new LongAdder();
    /** Announces not looked at, because there are too many. */
    public final LongAdder announcesDropped = new LongAdder();
    /** Elements reported to a registrar as unreachable. */
    public final LongAdder unreachableReports = new LongAdder();
    /** Sessions opened here (PU) or accepted here (PE). */
    public final LongAdder sessionsOpened = new LongAdder();
    /** Sessions that are not over. */
    public final LongAdder sessionsActive = new LongAdder();
    /** Sessions that were reset by either side, or failed. */
    public final LongAdder sessionsReset = new LongAdder();
    /** Failovers that succeeded. */
    public final LongAdder failovers = new LongAdder();
    /** Failovers that waited, because too many sessions of the pool had got nothing from several elements in a row. */
    public final LongAdder retriesDelayed = new LongAdder();
    /** Sessions for which no element was found in time. */
    public final LongAdder sessionsFailed = new LongAdder();
    /** Sessions whose journal overflowed: their next failure is a reset. */
    public final LongAdder journalOverflows = new LongAdder();
    /** Sessions that lost their journal to the budget of all: their next failure is a reset. */
    public final LongAdder journalsGivenUp = new LongAdder();
    /** Bytes that journals hold now. */
    public final LongAdder journalBytesActive = new LongAdder();
    /** Cookies that elements left with sessions that keep them. */
    public final LongAdder cookiesKept = new LongAdder();
    /** Cookies that were not kept: not understood, old, of another session, or for want of memory. */
    public final LongAdder cookiesRefused = new LongAdder();
    /** Sessions whose new server answered differently from the one before. */
    public final LongAdder diverged = new LongAdder();
    /** Bytes of answers that were skipped at this PE. */
    public final LongAdder bytesSkipped = new LongAdder();
    /** Session bytes sent over SCTP. */
    public final LongAdder bytesSent = new LongAdder();
    /** Session bytes received over SCTP and delivered. */
    public final LongAdder bytesReceived = new LongAdder();
    /** Associations with elements (PU) or users (PE) that are up. */
    public final LongAdder associationsActive = new LongAdder();
    /** Associations refused because there are as many as may be. */
    public final LongAdder associationsRefused = new LongAdder();
    /** Times an element did not answer for so long that it was suspect, per association. */
    public final LongAdder suspicions = new LongAdder();
    /** Associations that are up, but whose elements do not answer at present. */
    public final LongAdder associationsSuspect = new LongAdder();
    /** Sessions now that are an association each: with peers that do not multiplex. */
    public final LongAdder directSessionsActive = new LongAdder();
    /** Sessions that were ended because their owner threw an exception. */
    public final LongAdder handlerFailures = new LongAdder();
    /** Peers that were not believed, served or spoken to, by why. */
    private final Map<Denial, LongAdder> denials = new EnumMap<>(Denial.class);

    public EndpointMetrics() {
        for (var denial : Denial.values()) {
            denials.put(denial, new LongAdder());
        }
    }

    public void denied(Denial denial) {
        Objects.requireNonNull(denials.get(denial)).increment();
    }

    /** How often peers were turned away for a reason. */
    public long countDenied(Denial denial) {
        return Objects.requireNonNull(denials.get(denial)).sum();
    }

    /** Reads, for each reason, how often peers were turned away. */
    public void eachDenial(ObjLongConsumer<String> reader) {
        denials.forEach((reason, count) -> reader.accept(reason.label(), count.sum()));
    }

    /** Messages that broke the rules of ASAP or of sessions. */
    public final LongAdder protocolErrors = new LongAdder();
}
