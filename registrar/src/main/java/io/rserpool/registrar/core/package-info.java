/**
 * A registrar without its process: ASAP towards pool elements and users (RFC 5352), ENRP towards the other
 * registrars (RFC 5353). Everything runs on the event loop of one transport.
 */
@NullMarked
package io.rserpool.registrar.core;

import org.jspecify.annotations.NullMarked;
