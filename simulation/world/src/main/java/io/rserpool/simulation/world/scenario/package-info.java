/** Lives of scopes: what happens to them, and when which property is checked. */
@NullMarked
package io.rserpool.simulation.world.scenario;

import org.jspecify.annotations.NullMarked;
