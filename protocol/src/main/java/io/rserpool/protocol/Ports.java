package io.rserpool.protocol;

/** Ports assigned to RSerPool. */
public final class Ports {
    /** ASAP at a registrar (RFC 5352 section 8.2). */
    public static final int ASAP = 3863;

    /** ASAP at a registrar over TLS (RFC 5352 section 8.2). */
    public static final int ASAP_TLS = 3864;
    /** ENRP (RFC 5353 section 5.4). */
    public static final int ENRP = 9901;

    private Ports() {}
}
