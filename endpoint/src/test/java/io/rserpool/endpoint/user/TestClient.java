package io.rserpool.endpoint.user;

import io.rserpool.endpoint.asap.PoolElementAddress;
import io.rserpool.endpoint.session.FailoverEvent;
import io.rserpool.endpoint.session.Session;
import io.rserpool.endpoint.session.SessionHandler;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.protocol.asap.AsapMessage.BusinessCard;
import io.rserpool.protocol.session.SessionMessage.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that has some bytes to send, and records what it gets. */
public final class TestClient implements SessionHandler {
    public final ByteArrayOutputStream answer = new ByteArrayOutputStream();
    public final List<String> events = new ArrayList<>();
    public final List<FailoverEvent> failovers = new ArrayList<>();
    public final List<BusinessCard> cards = new ArrayList<>();
    public Session session;
    public boolean reading = true;
    public boolean ended;
    public boolean closed;
    public Reason reset;
    public String detail;
    public String failed;
    public int unread;
    public int mostUnread;
    private ByteBuffer toSend = ByteBuffer.allocate(0);
    private boolean endAfter;

    public static TestClient open(PoolUser user, SessionOptions options) {
        var client = new TestClient();
        client.session = user.open(Lab.POOL, options, client);
        return client;
    }

    public TestClient send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public TestClient send(byte[] bytes) {
        var all = ByteBuffer.allocate(toSend.remaining() + bytes.length);
        toSend = all.put(toSend).put(bytes).flip();
        onWritable();
        return this;
    }

    public TestClient end() {
        endAfter = true;
        onWritable();
        return this;
    }

    public int unsent() {
        return toSend.remaining();
    }

    public String text() {
        return answer.toString(StandardCharsets.UTF_8);
    }

    public void read(int bytes) {
        unread -= bytes;
        session.consumed(bytes);
    }

    @Override
    public void onWritable() {
        if (toSend.hasRemaining()) {
            session.send(toSend);
        }
        if (endAfter && !toSend.hasRemaining()) {
            session.end();
        }
    }

    @Override
    public void onConnected(PoolElementAddress element) {
        events.add("connected " + element.identifier().value());
    }

    @Override
    public void onData(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.get(copy);
        answer.writeBytes(copy);
        unread += copy.length;
        mostUnread = Math.max(mostUnread, unread);
        if (reading) {
            read(unread);
        }
    }

    @Override
    public void onBusinessCard(BusinessCard card) {
        cards.add(card);
    }

    @Override
    public void onEnd() {
        ended = true;
        events.add("end");
    }

    @Override
    public void onInterrupted(PoolElementAddress element, String cause) {
        events.add("interrupted " + element.identifier().value());
    }

    @Override
    public void onFailover(FailoverEvent event) {
        failovers.add(event);
        events.add("failover " + event.from().identifier().value() + " to "
                + event.to().identifier().value());
    }

    @Override
    public void onJournalOverflow(String why) {
        events.add("journal overflow");
    }

    @Override
    public void onReset(Reason reason, String text) {
        reset = reason;
        detail = text;
        events.add("reset " + reason);
    }

    @Override
    public void onFailed(String text) {
        failed = text;
        events.add("failed");
    }

    @Override
    public void onClosed() {
        if (closed) {
            throw new AssertionError("closed twice");
        }
        closed = true;
    }
}
