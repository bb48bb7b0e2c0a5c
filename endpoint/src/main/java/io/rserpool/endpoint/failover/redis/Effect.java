package io.rserpool.endpoint.failover.redis;

/** What a command does to data and to its connection, as far as a failover needs to know. */
enum Effect {
    /** Reads only, or does nothing: may be executed again. */
    READ,
    /** A step of an iteration, which belongs to its server. */
    SCAN,
    /** Changes data, or nobody knows. */
    WRITE,
    /** Runs a program that may change data. */
    SCRIPT,
    /** Takes what comes, or waits for what is from now on. */
    BLOCKING,
    /** Sets something of the connection that can be set up again. */
    SETTING,
    /** Is about the next command only. */
    NEXT,
    SUBSCRIBE,
    UNSUBSCRIBE,
    MULTI,
    EXEC,
    DISCARD,
    WATCH,
    UNWATCH,
    /** CLIENT REPLY: which commands are answered at all. */
    REPLY,
    RESET,
    QUIT,
    SHUTDOWN,
    /** Changes the connection in a way that cannot be set up again. */
    HIDDEN,
    /** Answered by a stream without end. */
    STREAM
}
