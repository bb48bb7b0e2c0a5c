package io.rserpool.program.settings;

/** Who is spoken with; the same in a whole scope (RFC 5355 section 2.15). */
public enum SecurityMode {
    /** Anybody. */
    OFF,
    /** Members of the scope, which prove it by certificates. */
    REQUIRED
}
