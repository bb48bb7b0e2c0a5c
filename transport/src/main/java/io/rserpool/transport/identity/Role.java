package io.rserpool.transport.identity;

/** What a member of a scope may be to others (RFC 5351 section 2.1). */
public enum Role {
    /** Registers in pools, and serves their users. */
    POOL_ELEMENT,
    /** Resolves pool handles, and begins sessions with elements. */
    POOL_USER,
    /** Keeps the handlespace, and speaks ENRP. */
    REGISTRAR
}
