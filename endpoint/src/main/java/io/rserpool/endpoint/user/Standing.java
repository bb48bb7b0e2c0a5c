package io.rserpool.endpoint.user;

/** How far a session has come, and what it can still do. */
interface Standing {
    /** Whether the answer is complete. */
    boolean isAnswered();

    /** Whether nothing is missing that another element could give: the user has ended, and waits for no answer. */
    boolean isDone();

    /** Whether a server has or had a connection for it. */
    boolean everServed();

    /** Whether not a byte has gone either way: any element can begin it as well as the first. */
    boolean isUntouched();

    /** Whether an element is at work on what the client has already; how long that takes is up to its server. */
    boolean isCatchingUp();

    /** Whether no element has served it, and nothing is lost if another one does. */
    boolean canBeginElsewhere();

    /** Whether there is an element to leave. */
    boolean canLeave();
}
