/**
 * SCTP over UDP (RFC 6951) in user space: libusrsctp through the Foreign Function and Memory API, driven
 * by our event loop without threads of its own.
 *
 * <p>The library sees neither IP addresses nor the real SCTP ports. Every packet passes through us in
 * both directions, and we give it one local "address" and, per association, a port pair of our choice
 * that leads to the association in one step, however many there are. All initial handshakes of an
 * endpoint share one listening socket, so that an INIT, which anyone can forge, costs a table entry and
 * no native memory: the protocol's state cookie does the rest.
 */
@NullMarked
package io.rserpool.transport.sctp.usrsctp;

import org.jspecify.annotations.NullMarked;
