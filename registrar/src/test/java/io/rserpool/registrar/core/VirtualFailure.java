package io.rserpool.registrar.core;

import io.rserpool.transport.sctp.SctpOptions;
import java.time.Duration;

/** How long an association bears silence, as RFC 9260 section 8.1 has it. */
final class VirtualFailure {
    private VirtualFailure() {}

    /** An idle association: the heartbeat interval, then all retransmissions. */
    static Duration of(SctpOptions options) {
        var time = options.failure().heartbeatInterval();
        var rto = options.rto().min();
        for (int i = 0; i <= options.failure().associationMaxRetransmissions(); i++) {
            time = time.plus(rto);
            var doubled = rto.multipliedBy(2);
            rto = doubled.compareTo(options.rto().max()) > 0 ? options.rto().max() : doubled;
        }
        return time;
    }
}
