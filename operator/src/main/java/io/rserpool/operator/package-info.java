/** The operator: custom resources in, registrars, sidecars and status out. */
@NullMarked
package io.rserpool.operator;

import org.jspecify.annotations.NullMarked;
