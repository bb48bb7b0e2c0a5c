package io.rserpool.program.settings;

/** Named sets of timers and rules. */
public enum TimerProfile {
    /** For failover within a cluster. */
    FAST,
    /** For scopes with RSPLIB's programs in them. */
    RSPLIB,
    /** The defaults of the RFCs. */
    RFC
}
