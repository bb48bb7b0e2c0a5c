/** What must hold in a scope, one property each: a {@link io.rserpool.simulation.world.check.Checker} named after it. */
@NullMarked
package io.rserpool.simulation.world.check;

import org.jspecify.annotations.NullMarked;
