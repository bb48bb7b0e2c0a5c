package io.rserpool.e2e.interop;

import java.util.Map;

/** How our programs carry SCTP; RSPLIB has the kernel's. */
enum Transport {
    /** The kernel's SCTP. */
    KERNEL(Map.of("rserpool.transport.mode", "kernel")),

    /** Our own SCTP over IP, on the wire like the kernel's. */
    IP(Map.of("rserpool.transport.mode", "ip")),

    /** Our own SCTP over UDP (RFC 6951); the kernels of RSPLIB's hosts are told to do so, too. */
    UDP(Map.of());

    private final Map<String, String> settings;

    Transport(Map<String, String> settings) {
        this.settings = settings;
    }

    /** For our programs. */
    Map<String, String> settings() {
        return settings;
    }
}
