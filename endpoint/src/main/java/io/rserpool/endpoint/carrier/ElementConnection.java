package io.rserpool.endpoint.carrier;

import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.nio.ByteBuffer;
import java.util.List;

/** How a session is carried to one element, by a stream or by an association of its own; a failover replaces it. */
public interface ElementConnection {
    /**
     * Asks the element to serve the session; {@link CarriedSession#onAccept} follows.
     *
     * @param control ASAP messages that come first, a cookie's echo before all
     */
    void begin(Open open, List<AsapMessage> control);

    /** Sends as many bytes as can be sent now; {@link CarriedSession#onConnectionWritable} follows if not all. */
    int write(ByteBuffer bytes);

    /** Sends a whole message or nothing; {@link CarriedSession#onConnectionWritable} follows if nothing. */
    boolean sendMessage(int ppid, ByteBuffer message);

    /** Sends an ASAP message on the session's control channel; false if there is no room now. */
    boolean sendControl(AsapMessage message);

    /** The client's bytes are complete. */
    void sendEnd();

    boolean endSent();

    /** So many received bytes have left this process. */
    void consume(int bytes);

    /** When the element last said something, on the loop's clock. */
    long lastHeard();

    /** The session is complete; what remains is the element's confirmation. */
    void complete();

    /** The session goes on elsewhere or is over: what still comes here concerns nobody. */
    void abandon(Reason reason, String detail);
}
