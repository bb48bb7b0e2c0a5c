/**
 * DTLS 1.2 (RFC 6347) by OpenSSL, without sockets and without threads: datagrams go in and come out. What it carries is for {@code transport.sctp} to
 * say.
 */
@NullMarked
package io.rserpool.transport.dtls;

import org.jspecify.annotations.NullMarked;
