/** Certificates that the operator makes, and the Secrets in which its replicas share them. */
@NullMarked
package io.rserpool.operator.certificate;

import org.jspecify.annotations.NullMarked;
