/** What keeps a failure with those whom it concerns: guarded timers and callbacks, rarely repeated log lines and events. */
@NullMarked
package io.rserpool.operator.guard;

import org.jspecify.annotations.NullMarked;
