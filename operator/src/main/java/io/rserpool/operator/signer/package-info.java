/** Signs the certificates of registrars and sidecars: who a pod is, the API server says; what it may do, the resources. */
@NullMarked
package io.rserpool.operator.signer;

import org.jspecify.annotations.NullMarked;
