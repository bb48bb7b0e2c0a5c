/** What a registrar is told: addresses, timers, choices, limits. */
@NullMarked
package io.rserpool.registrar.settings;

import org.jspecify.annotations.NullMarked;
