package io.rserpool.registrar.authorisation;

/**
 * Why a peer is not heeded: values of the label {@code reason} of {@code rserpool_registrar_dropped_total}, behind {@code
 * denied-}.
 */
public enum Denial {
    /** It has proved nothing. */
    NO_IDENTITY,
    OTHER_SCOPE,
    /** It speaks ENRP, and is no registrar. */
    NO_REGISTRAR,
    /** It says what only an element says, and is none. */
    NO_POOL_ELEMENT,
    /** It asks for a pool, or reports an element, and is no user. */
    NO_POOL_USER,
    /** The pool is none that it may serve, or use. */
    HANDLE,
    /** It registers an address for sessions that is not its own, or none that can be read. */
    USER_ADDRESS,
    /** It speaks from an address that is not its own, where it would be sent keep-alives. */
    ASAP_ADDRESS,
    /** The identifier is that of another one's element. */
    OTHERS_ELEMENT
}
