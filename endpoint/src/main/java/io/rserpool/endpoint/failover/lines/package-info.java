/**
 * Sessions that are dialogues of lines: {@code new LinesFailover(settings, setting)} is a {@link io.rserpool.endpoint.failover.Dialogue}, driven as the
 * package of that says. {@link io.rserpool.endpoint.failover.lines.LinesSettings} has two dialogues that are known, memcached's and SMTP's.
 *
 * <p>After a failover the greeting of the next server is waited for and dropped; requests that are kept are said again, one after the other, and their
 * answers dropped, unless one is an error, which ends the session; then requests that are not answered are sent again, each after the answer to the one
 * before. Of an answer that was partly delivered the beginning is compared and skipped. A request that no pattern declares safe ends the session if
 * its element dies after all of it has been sent and before it is answered.
 *
 * <p>A pattern that looks at too many characters ({@link io.rserpool.endpoint.failover.BoundedPattern}) makes the session unprotected; nobody waits for
 * it. What a server remembers of a request that is neither safe nor kept is lost: it is for the settings to name all that matters.
 */
@NullMarked
package io.rserpool.endpoint.failover.lines;

import org.jspecify.annotations.NullMarked;
