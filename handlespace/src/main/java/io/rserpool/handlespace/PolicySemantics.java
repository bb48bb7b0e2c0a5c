package io.rserpool.handlespace;

/** How policies are understood where RFC 5356 and RSPLIB 3.4.4 differ. */
public enum PolicySemantics {
    /**
     * RFC 5356: each return of an element adds its degradation once; a weight of 0 means that the element cannot
     * serve, and those of weighted round robin are spread evenly.
     */
    RFC,
    /**
     * RSPLIB: degradation is added at registration and twice per selection, only to the elements that count as
     * used, and never where it is by chance; in weighted round robin a weight of 0 counts as 1.
     */
    RSPLIB
}
