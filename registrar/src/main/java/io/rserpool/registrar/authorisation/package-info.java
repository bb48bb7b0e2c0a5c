/** Who may ask a registrar for what, where security is required (RFC 5355). */
@NullMarked
package io.rserpool.registrar.authorisation;

import org.jspecify.annotations.NullMarked;
