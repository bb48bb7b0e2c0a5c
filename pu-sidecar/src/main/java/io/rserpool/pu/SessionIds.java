package io.rserpool.pu;

import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/** Ids of the sessions of a program, such as {@code 7f3a91c2-12}: the program, drawn when it starts, and the session's number in it. */
final class SessionIds {
    private final String program =
            HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextInt());
    private final AtomicLong last = new AtomicLong();

    String next() {
        return program + "-" + last.incrementAndGet();
    }
}
