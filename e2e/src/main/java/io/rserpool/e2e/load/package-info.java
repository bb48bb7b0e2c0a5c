/** Ordinary servers, ordinary load and trouble for a {@link io.rserpool.e2e.local.LocalSystem}: what its sidecars must stand. */
@NullMarked
package io.rserpool.e2e.load;

import org.jspecify.annotations.NullMarked;
