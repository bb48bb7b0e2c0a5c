/** The pool user: its sessions from element to element, and the associations with these. */
@NullMarked
package io.rserpool.endpoint.user;

import org.jspecify.annotations.NullMarked;
