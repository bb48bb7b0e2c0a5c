package io.rserpool.endpoint.user;

import io.rserpool.endpoint.session.IncomingSession;
import io.rserpool.endpoint.session.IncomingSessions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A server that says what it is told to, and remembers what it heard. */
final class SpeakingServer implements IncomingSessions {
    final List<IncomingSession> sessions = new ArrayList<>();
    final StringBuilder heard = new StringBuilder();
    String greeting = "";
    UnaryOperator<String> answers = _ -> "";
    private ByteBuffer saying = ByteBuffer.allocate(0);

    @Override
    public IncomingSession.Handler onOpen(IncomingSession session) {
        sessions.add(session);
        session.accept();
        say(greeting);
        return new IncomingSession.Handler() {
            @Override
            public void onData(ByteBuffer bytes) {
                var size = bytes.remaining();
                var text = StandardCharsets.ISO_8859_1.decode(bytes).toString();
                session.consumed(size);
                heard.append(text);
                say(answers.apply(text));
            }

            @Override
            public void onWritable() {
                session.send(saying);
            }
        };
    }

    void say(String text) {
        var more = text.getBytes(StandardCharsets.ISO_8859_1);
        saying = ByteBuffer.allocate(saying.remaining() + more.length)
                .put(saying)
                .put(more)
                .flip();
        sessions.getLast().send(saying);
    }
}
