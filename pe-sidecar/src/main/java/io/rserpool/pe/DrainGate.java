package io.rserpool.pe;

import io.rserpool.program.http.AccessToken;
import io.rserpool.program.http.Caller;
import io.rserpool.program.http.HttpReply;
import io.rserpool.transport.loop.EventLoop;
import io.rserpool.transport.loop.RepeatedLog;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Who may drain: this host's own programs, and who has the token, such as the kubelet that calls a pod's preStop hook. */
final class DrainGate {
    /** Header with the token. */
    static final String HEADER = "X-RSerPool-Drain-Token";

    static final HttpReply REFUSAL = HttpReply.text(
            403, "only from loopback, or with the header " + HEADER + " that rserpool.pe.drain-token names\n");

    private static final System.Logger LOG = System.getLogger(DrainGate.class.getName());

    private final Optional<AccessToken> token;
    private final EventLoop loop;
    private final RepeatedLog log;
    private final LongAdder refused = new LongAdder();

    DrainGate(Optional<String> token, EventLoop loop) {
        this.token = token.map(AccessToken::new);
        this.loop = loop;
        this.log = new RepeatedLog(loop, LOG, Level.WARNING);
    }

    /** Callable from any thread. */
    boolean admits(Caller caller) {
        if (caller.address().isLoopbackAddress()
                || caller.header(HEADER).filter(this::isToken).isPresent()) {
            return true;
        }
        refused.increment();
        loop.execute(() -> log.log(() -> "refused to drain for "
                + caller.address().getHostAddress() + ", who has not the token of rserpool.pe.drain-token"));
        return false;
    }

    private boolean isToken(String given) {
        return token.filter(right -> right.is(given)).isPresent();
    }

    LongAdder refused() {
        return refused;
    }
}
