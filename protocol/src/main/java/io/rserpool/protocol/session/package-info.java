/** Multiplexed sessions between proxy pool user and proxy pool element: one SCTP stream per session. */
@NullMarked
package io.rserpool.protocol.session;

import org.jspecify.annotations.NullMarked;
