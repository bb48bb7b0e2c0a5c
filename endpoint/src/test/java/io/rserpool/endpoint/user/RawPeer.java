package io.rserpool.endpoint.user;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.session.SessionCodec;
import io.rserpool.protocol.session.SessionMessage;
import io.rserpool.protocol.session.SessionMessage.Open;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A peer that says what it likes, and records what it hears. */
public final class RawPeer implements AssociationHandler {
    private static final SessionCodec CODEC = new SessionCodec(DecoderLimits.DEFAULT);
    final List<SessionMessage> heard = new ArrayList<>();
    public Association association;
    boolean down;
    private final BiConsumer<RawPeer, SessionMessage> reaction;

    public RawPeer(BiConsumer<RawPeer, SessionMessage> reaction) {
        this.reaction = reaction;
    }

    static Open open() {
        return new Open(Lab.POOL, new PeIdentifier(1), 1 << 18, 0, 0, "raw", true, "");
    }

    void say(int stream, SessionMessage message) {
        association.send(stream, Ppid.SESSION_CONTROL, CODEC.encode(message));
    }

    void data(int stream, int size) {
        association.send(stream, Ppid.SESSION_DATA, ByteBuffer.allocate(size));
    }

    void garbage(int stream, int ppid) {
        association.send(stream, ppid, ByteBuffer.wrap(new byte[] {9, 9, 9}));
    }

    @Override
    public void onUp(Association up) {
        association = up;
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid == Ppid.SESSION_CONTROL) {
            var message = ((Decoded.Message<SessionMessage>) CODEC.decode(payload)).message();
            heard.add(message);
            reaction.accept(this, message);
        }
    }

    @Override
    public void onDown(Association from, DownReason reason) {
        down = true;
    }
}
