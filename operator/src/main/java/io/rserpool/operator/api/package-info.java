/** The custom resources of {@code rserpool.io/v1alpha1}; the CRDs are generated from these types. */
@NullMarked
package io.rserpool.operator.api;

import org.jspecify.annotations.NullMarked;
