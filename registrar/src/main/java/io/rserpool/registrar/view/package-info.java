/** What people and the operator see of a registrar (RFC 5525). */
@NullMarked
package io.rserpool.registrar.view;

import org.jspecify.annotations.NullMarked;
