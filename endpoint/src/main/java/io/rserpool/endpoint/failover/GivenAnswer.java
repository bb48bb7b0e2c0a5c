package io.rserpool.endpoint.failover;

import io.rserpool.protocol.session.RunningDigest;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a client has of an answer that is not complete: when the answer comes again from elsewhere, so much of it is compared and skipped. */
public final class GivenAnswer {
    private final RunningDigest digest = new RunningDigest();
    private @Nullable SkippedAnswer skipped;

    /** The client has got these bytes, which do not move. */
    public void given(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** Bytes that the client has. */
    public long length() {
        return digest.length();
    }

    /** What comes next is what the client does not have: there is nothing to skip. */
    public void goOn() {
        skipped = null;
    }

    /** The answer begins again. */
    public void restart() {
        skipped = digest.length() == 0 ? null : new SkippedAnswer(digest.length(), digest.value());
    }

    /** Whether the beginning is still to come that the client has already. */
    public boolean isSkipping() {
        return skipped != null;
    }

    /** Takes from the bytes what the client has already, by their position; whether it is the same as far as that can be told. */
    public boolean skip(ByteBuffer bytes) {
        if (skipped == null) {
            return true;
        }
        skipped.take(bytes);
        if (!skipped.complete()) {
            return true;
        }
        var equal = skipped.equal();
        skipped = null;
        return equal;
    }
}
