/** Whom an element or a user believes, and whom it serves or asks to, where security is required (RFC 5355). */
@NullMarked
package io.rserpool.endpoint.authorisation;

import org.jspecify.annotations.NullMarked;
