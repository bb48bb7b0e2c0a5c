/** The demo: a download that goes on while the servers behind it are killed. */
@NullMarked
package io.rserpool.e2e.demo;

import org.jspecify.annotations.NullMarked;
