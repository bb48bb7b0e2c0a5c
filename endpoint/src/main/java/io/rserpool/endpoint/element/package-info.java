/** The pool element's side of sessions: who takes them, and what it may leave with a user. */
@NullMarked
package io.rserpool.endpoint.element;

import org.jspecify.annotations.NullMarked;
