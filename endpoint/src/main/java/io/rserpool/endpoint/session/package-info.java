/** A session as both of its ends see it: what a user opens, what an element is asked to serve, and their options. */
@NullMarked
package io.rserpool.endpoint.session;

import org.jspecify.annotations.NullMarked;
