package io.rserpool.protocol;

/** Ports assigned to RSerPool. */
public final class Ports {
    /** ASAP at a registrar (RFC 5352 section 8.2). */
    public static final int ASAP = 3863;
    /** ENRP (RFC 5353 section 5.4). */
    public static final int ENRP = 9901;

    private Ports() {}
}
