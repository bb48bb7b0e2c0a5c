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
import java.util.ArrayList;
import java.util.List;

/** A session whose user takes everything, and that remembers what it was told. Use it on the loop's thread. */
final class RecordedSession implements IncomingSession {
    static final int WINDOW = 1 << 18;

    final StringBuilder heard = new StringBuilder();
    String outcome = "";

    /** How the server's connection ended, as told before that was judged; empty = it was not told. */
    String ending = "";

    boolean accepted;
    long given;
    long consumed;
    final List<ByteBuffer> cookies = new ArrayList<>();
    boolean cookieFollows;
    Handler handler = Handler.IGNORE;

    @Override
    public PoolHandle handle() {
        return PoolHandle.of("uploads");
    }

    @Override
    public PeIdentifier identifier() {
        return new PeIdentifier(7);
    }

    @Override
    public String client() {
        return "client";
    }

    @Override
    public String id() {
        return "7f3a91c2-1";
    }

    @Override
    public EndpointAddress peer() {
        return EndpointAddress.of(InetAddress.getLoopbackAddress(), 1, 2);
    }

    @Override
    public long skip() {
        return 0;
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
    public void accept() {
        accepted = true;
    }

    @Override
    public int send(ByteBuffer bytes) {
        int size = bytes.remaining();
        heard.append(StandardCharsets.US_ASCII.decode(bytes));
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
        cookies.add(cookie);
        return true;
    }

    @Override
    public boolean sendBusinessCard(List<PoolElementParameter> elements) {
        return false;
    }

    @Override
    public void consumed(int bytes) {
        consumed += bytes;
    }

    @Override
    public void ending(boolean reset) {
        ending = reset ? "reset" : "end";
    }

    @Override
    public void end() {
        outcome += "; end";
    }

    @Override
    public void reset(Reason reason, String detail) {
        if (!outcome.contains("reset")) {
            outcome += "; reset " + reason;
            handler.onClosed();
        }
    }
}
