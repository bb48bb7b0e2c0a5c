package io.rserpool.transport.identity;

/**
 * Whom one believes: anybody, or only members of one's own scope. A scope is the one or the other, never a mixture (RFC
 * 5355 section 2.15).
 *
 * @param required whether a peer without an identity of this scope is refused
 * @param scope the operation scope that peers must belong to; of meaning only if required
 */
public record Security(boolean required, String scope) {
    /** As RFC 5352 and RFC 5353 without security: nobody is asked who it is. */
    public static final Security OFF = new Security(false, "");

    public Security {
        if (required && scope.isEmpty()) {
            throw new IllegalArgumentException("security is required, but of no operation scope");
        }
    }

    /** Only members of this scope are believed. */
    public static Security of(String scope) {
        return new Security(true, scope);
    }
}
