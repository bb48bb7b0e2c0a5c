/**
 * The mode {@code http}: HTTP/1.1 (RFC 9112) is read along, strictly. It is a {@link io.rserpool.endpoint.failover.Dialogue}, and driven as the package
 * {@link io.rserpool.endpoint.failover} says:
 *
 * <pre>{@code
 * var dialogue = new HttpFailover(HttpSettings.DEFAULT.withResend("POST"), setting);
 * dialogue.restart();                        // a connection to an element, the first one included
 * dialogue.resend(connection::write);        // true = all is sent; then, if mayStream, the client's bytes:
 * dialogue.sent(bytes);
 * dialogue.received(bytes, client::write);   // GoOn or Break; never Move
 * dialogue.endIsFailure();                   // the server has ended in an orderly way
 * dialogue.serverEnded(client::write);       // ... and it is no failure: before the client sees the end
 * dialogue.unprotected();                    // the element has failed: null = go on with the next one, by restart
 * dialogue.isFinished();                     // the element has failed, or not: nothing more would have come from it, the client's end is due
 * }</pre>
 *
 * <p>A request is kept until it is answered. An answer that is partly delivered goes on where it was cut: by {@code Range} and {@code If-Range} if it
 * has a strong ETag, else it is asked for again, compared with what the client has, and skipped. Heads and what frames chunks are held back until
 * they are complete, so a client is always at a place where another answer can go on.
 *
 * <p>A {@code text/event-stream} is delivered event by event, in chunks of ours. It goes on after the last ID ({@code Last-Event-ID}); events without IDs are
 * compared, but for what {@link io.rserpool.endpoint.failover.http.HttpSettings#ignore} says, and skipped.
 *
 * <p>What is not understood with certainty ends the reading, not the session: it is passed on as bytes, unprotected, with a reason.
 */
@NullMarked
package io.rserpool.endpoint.failover.http;

import org.jspecify.annotations.NullMarked;
