/** The admission webhook, on the HTTP server of Quarkus, and its certificates. */
@NullMarked
package io.rserpool.operator.webhook;

import org.jspecify.annotations.NullMarked;
