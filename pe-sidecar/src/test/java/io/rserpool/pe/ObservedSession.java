package io.rserpool.pe;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.session.SessionMessage.Reason;
import io.rserpool.transport.association.EndpointAddress;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A session whose user is the test: what it is told is kept. Everything but the recordings is for the loop's thread. */
final class ObservedSession implements IncomingSession {
    private final PoolHandle handle;
    private final PeIdentifier identifier;
    Handler handler = Handler.IGNORE;

    final StringBuffer heard = new StringBuffer();
    volatile boolean takes = true;
    volatile boolean movable = true;
    volatile boolean accepted;

    /** {@code end}, or the reason of a reset; empty while it goes on. */
    volatile String outcome = "";

    volatile String detail = "";

    ObservedSession(PoolHandle handle, PeIdentifier identifier) {
        this.handle = handle;
        this.identifier = identifier;
    }

    void say(String text) {
        handler.onData(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public PoolHandle handle() {
        return handle;
    }

    @Override
    public PeIdentifier identifier() {
        return identifier;
    }

    @Override
    public String client() {
        return "test";
    }

    @Override
    public String id() {
        return "7f3a91c2-1";
    }

    @Override
    public EndpointAddress peer() {
        return EndpointAddress.of(InetAddress.getLoopbackAddress(), 1, 1);
    }

    @Override
    public long skip() {
        return 0;
    }

    @Override
    public boolean movable() {
        return movable;
    }

    @Override
    public void accept() {
        accepted = true;
    }

    @Override
    public int send(ByteBuffer bytes) {
        if (!takes) {
            return 0;
        }
        int size = bytes.remaining();
        heard.append(StandardCharsets.UTF_8.decode(bytes));
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
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean sendBusinessCard(List<PoolElementParameter> elements) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void consumed(int bytes) {}

    @Override
    public void ending(boolean reset) {}

    @Override
    public void end() {
        outcome = "end";
    }

    @Override
    public void reset(Reason reason, String text) {
        detail = text;
        outcome = reason.name();
        handler.onClosed();
    }
}
