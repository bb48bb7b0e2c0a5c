/** Whole operation scopes in virtual time: hosts that run the product's own registrars, elements and users, storms, and what must hold. */
@NullMarked
package io.rserpool.simulation.world;

import org.jspecify.annotations.NullMarked;
