/** Strangers, and a member, who send and open as much as they can; and users who are not to notice. */
@NullMarked
package io.rserpool.e2e.load.flood;

import org.jspecify.annotations.NullMarked;
