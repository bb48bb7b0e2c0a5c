package io.rserpool.endpoint.failover;

import java.util.Locale;

/** Why a session would not survive the failure of its element now; each is the label of a metric, in lower case. */
public enum Unprotected {
    MODE("in this failover mode, no session survives"),
    SERVICE("no element serves it: it went to the Service"),
    JOURNAL_LIMIT("what would have to be sent again is more than the journal limit"),
    JOURNAL_BUDGET("the journals of all sessions together have reached their budget"),
    PIPELINE("more requests are under way than are kept apart"),
    UNSAFE_REQUEST("a request is under way that must not be executed twice"),
    TRANSACTION("a transaction is being executed"),
    SCRIPT("a script is being executed"),
    BLOCKING("a request is under way that takes or waits for what comes"),
    WATCH("keys are watched: the next element does not know whether they have changed"),
    CURSOR("a scan is under way, whose cursor means nothing to another element"),
    CONNECTION_STATE("the connection has a state that cannot be set up again"),
    STREAM("the client has asked for a stream that is not read along"),
    UPGRADED("the connection is a tunnel, or speaks another protocol now"),
    TLS("the bytes are encrypted"),
    NOT_UNDERSTOOD("the bytes are not understood with certainty"),
    PATTERN("a pattern takes too long"),
    MESSAGE_CUT("a message without request is partly delivered"),
    ANSWER_DIFFERED("another element answers differently from what the client has already"),
    STATE_REFUSED("another element does not accept the state of the connection");

    private final String says;

    Unprotected(String says) {
        this.says = says;
    }

    /** {@return the reason in words} */
    public String says() {
        return says;
    }

    /** {@return its name in metrics and pages} */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
