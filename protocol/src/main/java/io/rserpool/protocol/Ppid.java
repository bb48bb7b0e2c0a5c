package io.rserpool.protocol;

/** SCTP payload protocol identifiers, in host byte order. */
public final class Ppid {
    /** ASAP (RFC 5352 section 8.2). */
    public static final int ASAP = 11;
    /** ENRP (RFC 5353 section 5.3). */
    public static final int ENRP = 12;
    /** Control messages of multiplexed sessions ({@link io.rserpool.protocol.session}); ours, not assigned. */
    public static final int SESSION_CONTROL = 0x52535001;
    /** Bytes of a multiplexed session; ours, not assigned. */
    public static final int SESSION_DATA = 0x52535002;

    private Ppid() {}
}
