package io.rserpool.registrar.asap;

import io.rserpool.handlespace.PoolElement;

/** Tells the other registrars what happened to an element (RFC 5353 section 3.3). */
public interface Updates {
    void added(PoolElement element);

    void deleted(PoolElement element);

    /** An element has registered here. */
    void confirmed(PoolElement element);

    /** An element lives. */
    void alive(PoolElement element);

    /** Whether this registrar did not run until a moment ago. */
    boolean isCatchingUp();

    /** Tells an element's home that somebody could not reach it. */
    void reported(PoolElement element);
}
