/**
 * What strangers are not to read, searched for by canaries: texts that occur nowhere else. {@code e2e/secrecy/run} runs what needs a capture (JUnit tag
 * {@code secrecy}) in a network namespace of its own.
 */
@NullMarked
package io.rserpool.e2e.secrecy;

import org.jspecify.annotations.NullMarked;
