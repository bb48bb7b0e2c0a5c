package io.rserpool.transport.association;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what an association tells; readable from any thread. */
public class Recorder implements AssociationHandler {
    public record Message(int stream, int ppid, boolean unordered, byte[] payload) {}

    public final List<Message> messages = new CopyOnWriteArrayList<>();
    public final List<String> events = new CopyOnWriteArrayList<>();
    public volatile Association association;
    public volatile DownReason reason;
    public volatile int ups;
    public volatile int writables;

    public static Endpoint.Acceptor acceptAll(List<Recorder> into) {
        return association -> {
            var recorder = new Recorder();
            recorder.association = association;
            into.add(recorder);
            return recorder;
        };
    }

    public static List<Recorder> list() {
        return new CopyOnWriteArrayList<>();
    }

    @Override
    public void onUp(Association up) {
        association = up;
        events.add("up");
        ups++;
    }

    @Override
    public void onMessage(Association from, int stream, int ppid, boolean unordered, ByteBuffer payload) {
        var bytes = new byte[payload.remaining()];
        payload.get(bytes);
        messages.add(new Message(stream, ppid, unordered, bytes));
    }

    @Override
    public void onWritable(Association writable) {
        writables++;
    }

    @Override
    public void onPathChange(Association of, InetAddress address, PathChange change) {
        events.add("path " + address.getHostAddress() + " " + change);
    }

    @Override
    public void onDown(Association down, DownReason why) {
        reason = why;
        events.add("down " + why);
    }

    public List<String> texts() {
        var result = new ArrayList<String>();
        messages.forEach(message -> result.add(new String(message.payload(), java.nio.charset.StandardCharsets.UTF_8)));
        return result;
    }
}
