/** What becomes of a session when its element dies: one class per mode, which says what is kept, sent again and compared. */
@NullMarked
package io.rserpool.endpoint.failover;

import org.jspecify.annotations.NullMarked;
