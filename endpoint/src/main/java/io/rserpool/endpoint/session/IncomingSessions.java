package io.rserpool.endpoint.session;

/** Takes the sessions that PUs open at this element. */
@FunctionalInterface
public interface IncomingSessions {
    /**
     * A session was asked for. Its handle and identifier may be any: an owner that does not know them
     * resets it with {@code UNKNOWN_ELEMENT}, one without room with {@code REJECTED}.
     *
     * @return where its events go from now on; {@link IncomingSession.Handler#IGNORE} after a reset
     */
    IncomingSession.Handler onOpen(IncomingSession session);
}
