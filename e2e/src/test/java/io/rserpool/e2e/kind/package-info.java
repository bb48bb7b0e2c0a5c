/**
 * End-to-end tests on a Kind cluster: the real images, the real chart, ordinary workloads. They run with
 * {@code ./mvnw verify -Pkind -pl e2e -am}.
 */
@NullMarked
package io.rserpool.e2e.kind;

import org.jspecify.annotations.NullMarked;
