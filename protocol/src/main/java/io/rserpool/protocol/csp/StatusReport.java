package io.rserpool.protocol.csp;

import java.time.Duration;
import java.util.List;

/**
 * What a component says of itself by the Component Status Protocol of RSPLIB.
 *
 * @param isLast the component ends
 * @param sender who
 * @param time since its start
 * @param interval between two reports, up to 4294 s
 * @param location host name and addresses; cut to 127 bytes
 * @param status what it does, for people; cut to 127 bytes
 * @param workload 0 to 1, or {@link #NO_WORKLOAD}
 * @param associations with other components, at most {@link #MAX_ASSOCIATIONS}
 */
public record StatusReport(
        boolean isLast,
        ComponentId sender,
        Duration time,
        Duration interval,
        String location,
        String status,
        double workload,
        List<Association> associations) {

    /** Where there is no such thing. */
    public static final double NO_WORKLOAD = -1;

    /** As many as fit into a datagram of 64 KB. */
    public static final int MAX_ASSOCIATIONS = 2000;

    public StatusReport {
        associations = List.copyOf(associations);
        if (associations.size() > MAX_ASSOCIATIONS) {
            throw new IllegalArgumentException(associations.size() + " associations do not fit into a report");
        }
    }

    /** Kinds of components. */
    public enum Group {
        REGISTRAR,
        POOL_ELEMENT,
        POOL_USER
    }

    /**
     * A component.
     *
     * @param object its ID, 1 to 2^56 − 1
     */
    public record ComponentId(Group group, long object) {}

    /**
     * An association of the component.
     *
     * @param receiver the other one
     * @param duration how long it lives, in µs; −1 = unknown
     * @param protocol IP protocol number, 132 = SCTP
     * @param ppid what it is for: 11 ASAP, 12 ENRP
     */
    public record Association(ComponentId receiver, long duration, int protocol, int ppid) {
        /** Over SCTP, of unknown age. */
        public static Association sctp(ComponentId receiver, int ppid) {
            return new Association(receiver, -1, 132, ppid);
        }
    }
}
