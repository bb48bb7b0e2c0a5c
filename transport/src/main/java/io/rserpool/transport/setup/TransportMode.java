package io.rserpool.transport.setup;

/** What is below SCTP. Both ends of an association need the same: IP, or UDP. */
public enum TransportMode {
    /** Over UDP: by the kernel where it is set up for that (sysctl net.sctp.udp_port), else in user space. */
    AUTO,
    /** Over IP, by the kernel; the only one that is multi-homed. */
    KERNEL,
    /** Over UDP (RFC 6951), in user space. */
    UDP,
    /** Over IP, in user space; needs the capability NET_RAW. */
    IP;

    /** Whether packets are encapsulated in UDP, so that peers have a UDP port. */
    public boolean isOverUdp() {
        return this == AUTO || this == UDP;
    }
}
