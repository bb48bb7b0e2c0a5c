/** What all parts of a registrar share: its handlespace and settings, time, what it counts and logs. */
@NullMarked
package io.rserpool.registrar.domain;

import org.jspecify.annotations.NullMarked;
