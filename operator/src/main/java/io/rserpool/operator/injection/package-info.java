/** What a planned pod looks like: sidecars, volumes, host aliases. */
@NullMarked
package io.rserpool.operator.injection;

import org.jspecify.annotations.NullMarked;
