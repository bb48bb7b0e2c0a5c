/** The admission webhook, its HTTPS server and its certificates. */
@NullMarked
package io.rserpool.operator.webhook;

import org.jspecify.annotations.NullMarked;
