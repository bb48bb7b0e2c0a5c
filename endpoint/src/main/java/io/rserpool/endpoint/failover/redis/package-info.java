/**
 * Sessions with Redis and Valkey servers that go on at another element: {@code new RedisFailover(settings, setting)} is a
 * {@link io.rserpool.endpoint.failover.Dialogue}, driven as the package of that says.
 *
 * <table>
 *   <caption>What a failover does</caption>
 *   <tr><td>AUTH, HELLO, SELECT, READONLY, CLIENT SETNAME, SETINFO, TRACKING, NO-EVICT, NO-TOUCH, CAPA; subscriptions; ASKING and CLIENT CACHING before
 *       their command</td><td>set up again, before anything else is sent; an error ends the session. Answers are swallowed</td></tr>
 *   <tr><td>MULTI without EXEC</td><td>sent again with what was queued; EXEC under way ends the session, unless only reads are queued</td></tr>
 *   <tr><td>commands that only read</td><td>sent again; of an answer that was partly delivered the beginning is compared and skipped</td></tr>
 *   <tr><td>writes, scripts, blocking pops, XREAD from {@code $}, what is unknown</td><td>end the session, unless the settings allow them</td></tr>
 *   <tr><td>commands of which not all was sent</td><td>sent again: no server has executed them</td></tr>
 *   <tr><td>WATCH, a SCAN between its first and last call</td><td>not protected until they are over: their meaning is with one server</td></tr>
 *   <tr><td>READONLY, LOADING, MASTERDOWN, CLUSTERDOWN, no room for clients</td><td>not delivered; the session moves, if all that is under way was
 *       refused, too, or may be sent again</td></tr>
 *   <tr><td>MONITOR, SYNC, PSYNC; TLS; malformed bytes; SELECT and the like within MULTI; CLIENT TRACKING with REDIRECT</td><td>passed on unread,
 *       not protected</td></tr>
 * </table>
 *
 * <p>What no mode can give: messages published and invalidations sent between two elements are missed, as by every client that connects again; CLIENT ID
 * is another one; and a replica may not have yet what its primary has acknowledged.
 */
@NullMarked
package io.rserpool.endpoint.failover.redis;

import org.jspecify.annotations.NullMarked;
