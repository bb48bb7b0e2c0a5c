/**
 * What becomes of a session when its element dies: one class per mode, which says what is kept, sent again and compared.
 *
 * <p>A {@link io.rserpool.endpoint.failover.Dialogue} reads along. Its owner drives it like this; all of it on the event loop, nothing in it waits:
 *
 * <ol>
 *   <li>There is a connection to an element, the first one included: {@link io.rserpool.endpoint.failover.Failover#restart}. Nothing is skipped by
 *       the element: {@code skip} is 0.
 *   <li>There is room to send: {@link io.rserpool.endpoint.failover.Failover#resend}, and only if that is true and
 *       {@link io.rserpool.endpoint.failover.Failover#mayStream}, bytes of the client, each of which is told by
 *       {@link io.rserpool.endpoint.failover.Failover#sent} once it is sent.
 *   <li>Bytes of the server: {@link io.rserpool.endpoint.failover.Dialogue#received} instead of passing them on; it passes on what is the
 *       client's. Afterwards as in 2, since what came may have been waited for.
 *       <ul>
 *         <li>Credit: of {@code n} bytes that came, those that were not passed on are consumed at once. If more is passed on than came, because
 *             something was held back before, the surplus has been consumed already.
 *         <li>{@code Move}: the connection is abandoned and the next element looked for, as after a failure of it, which counts as an attempt. If there is
 *             none, or enough have been tried, {@link io.rserpool.endpoint.failover.Dialogue#stay} on the same connection, whose answer is treated
 *             likewise. How many are enough is the owner's to say: a pool of replicas only would be gone round for ever.
 *         <li>{@code Break}: the session is reset, on both sides.
 *       </ul>
 *   <li>The client has ended: {@link io.rserpool.endpoint.failover.Dialogue#clientEnded}. The server has ended in an orderly way: that is a failure of
 *       the element if {@link io.rserpool.endpoint.failover.Dialogue#endIsFailure}; else
 *       {@link io.rserpool.endpoint.failover.Dialogue#serverEnded} comes before the client's end.
 *   <li>The element has failed: if {@link io.rserpool.endpoint.failover.Dialogue#unprotected} is null, as in 1 with the next one, else the session is
 *       reset with that reason. It must be asked before each attempt, not once: it changes with each request.
 *   <li>The session is over: {@link io.rserpool.endpoint.failover.Failover#close}, which gives the memory back.
 * </ol>
 *
 * <p>{@code Setting.unprotected} is told only of what never ends (bytes that are not understood, a stream); what ends with an answer is to be asked for.
 */
@NullMarked
package io.rserpool.endpoint.failover;

import org.jspecify.annotations.NullMarked;
