package io.rserpool.endpoint.user;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.asap.AsapCodec;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.transport.association.Association;
import io.rserpool.transport.association.AssociationHandler;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** A peer as RSPLIB's: an association is a session, with messages on stream 0 and ASAP among them. */
final class MessagePeer implements AssociationHandler {
    private static final AsapCodec CODEC = new AsapCodec(DecoderLimits.DEFAULT);

    /** A message with its PPID, or what became of the association. */
    final List<String> heard = new ArrayList<>();

    final List<AsapMessage> asap = new ArrayList<>();
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    final BiConsumer<MessagePeer, String> reaction;
    Association association;
    int largest;
    DownReason down;

    MessagePeer(BiConsumer<MessagePeer, String> reaction) {
        this.reaction = reaction;
    }

    MessagePeer() {
        this((_, _) -> {});
    }

    void say(int ppid, String text) {
        association.send(0, ppid, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    void say(AsapMessage message) {
        association.send(0, Ppid.ASAP, CODEC.encode(message));
    }

    <M extends AsapMessage> List<M> asap(Class<M> type) {
        return asap.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public void onUp(Association up) {
        association = up;
        reaction.accept(this, "up");
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        if (ppid == Ppid.ASAP) {
            asap.add(((Decoded.Message<AsapMessage>) CODEC.decode(payload)).message());
            heard.add(asap.getLast().getClass().getSimpleName());
            return;
        }
        var copy = new byte[payload.remaining()];
        payload.get(copy);
        bytes.writeBytes(copy);
        largest = Math.max(largest, copy.length);
        var text = new String(copy, StandardCharsets.ISO_8859_1);
        heard.add(stream + "/" + ppid + " " + text);
        reaction.accept(this, text);
    }

    @Override
    public void onDown(Association from, DownReason reason) {
        down = reason;
    }
}
