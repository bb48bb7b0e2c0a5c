package io.rserpool.registrar.core;

import io.rserpool.handlespace.PoolElement;

/** Tells the other registrars what happened to an element (RFC 5353 section 3.3). */
interface Updates {
    void added(PoolElement element);

    void deleted(PoolElement element);

    /** Tells an element's home that somebody could not reach it. */
    void reported(PoolElement element);
}
