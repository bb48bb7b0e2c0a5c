/** What there is in the cluster: pods with sidecars, and the handlespace as the registrars tell it. */
@NullMarked
package io.rserpool.operator.observe;

import org.jspecify.annotations.NullMarked;
