package io.rserpool.endpoint.element;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A session whose user takes what there is room for, and that notes what it is told. */
final class NotedSession implements IncomingSession {
    final PoolHandle handle;
    final String id;
    final long skip;
    final boolean cookieFollows;

    /** Bytes as text, cookies as {@code <>}, resets with their reason. */
    final StringBuilder told = new StringBuilder();

    final List<ByteBuffer> cookies = new ArrayList<>();
    String detail = "";
    int room = Integer.MAX_VALUE;
    boolean takesCookies = true;

    NotedSession(String handle, String id, long skip, boolean cookieFollows) {
        this.handle = PoolHandle.of(handle);
        this.id = id;
        this.skip = skip;
        this.cookieFollows = cookieFollows;
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    @Override
    public PeIdentifier identifier() {
        return new PeIdentifier(1);
    }

    @Override
    public String client() {
        return "client";
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public EndpointAddress peer() {
        return EndpointAddress.of(InetAddress.getLoopbackAddress(), 1, 1);
    }

    @Override
    public long skip() {
        return skip;
    }

    @Override
    public boolean movable() {
        return true;
    }

    @Override
    public boolean cookieFollows() {
        return cookieFollows;
    }

    @Override
    public void accept() {}

    @Override
    public int send(ByteBuffer bytes) {
        int size = Math.min(room, bytes.remaining());
        room -= size;
        told.append(StandardCharsets.US_ASCII.decode(bytes.slice(bytes.position(), size)));
        bytes.position(bytes.position() + size);
        return size;
    }

    @Override
    public boolean direct() {
        return false;
    }

    @Override
    public boolean sendMessage(int ppid, ByteBuffer message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean sendCookie(ByteBuffer cookie) {
        if (takesCookies) {
            cookies.add(cookie);
            told.append("<>");
        }
        return takesCookies;
    }

    @Override
    public boolean sendBusinessCard(List<PoolElementParameter> elements) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void consumed(int bytes) {}

    @Override
    public void ending(boolean reset) {
        told.append(reset ? "; resetting" : "; ending");
    }

    @Override
    public void end() {
        told.append("; end");
    }

    @Override
    public void reset(Reason reason, String text) {
        told.append("; reset ").append(reason);
        detail = text;
    }
}
