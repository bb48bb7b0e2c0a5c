package io.rserpool.endpoint.authorisation;

import java.util.Locale;

/** Why a peer is not believed, served or spoken to. */
public enum Denial {
    NO_IDENTITY("it has proved nothing"),
    OTHER_SCOPE("it belongs to another operation scope"),
    NO_REGISTRAR("it is no registrar"),
    NO_POOL_ELEMENT("it is no pool element"),
    NO_POOL_USER("it is no pool user"),
    /** The pool is none that it may serve, or use. */
    HANDLE("it has nothing to do with the pool");

    private final String text;

    Denial(String text) {
        this.text = text;
    }

    /** For people, as the end of a sentence about the peer. */
    public String text() {
        return text;
    }

    /** Value of the label {@code reason} of a metric. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
