package io.rserpool.e2e.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** Many connections that say something at first, then nothing for long, and then must still work. */
public final class IdleConnections implements AutoCloseable {
    private final String name;
    private final List<Talk> talks = new ArrayList<>();
    private final List<Loss> losses = new ArrayList<>();

    /** Opens them to a pool of {@link ContentServer}s; each hears its first echo. */
    public IdleConnections(String name, InetSocketAddress target, int count) throws IOException {
        this.name = name;
        for (int i = 0; i < count; i++) {
            var talk = new Talk(target);
            talks.add(talk);
            talk.send("echo\n");
            exchange(talk, "first " + i);
        }
    }

    /** Each says something again. */
    public void speak(String words) {
        for (int i = 0; i < talks.size(); i++) {
            exchange(talks.get(i), words + ' ' + i);
        }
    }

    private void exchange(Talk talk, String words) {
        try {
            talk.send(words);
            talk.expect(words);
        } catch (IOException e) {
            losses.add(new Loss(
                    name,
                    talk.client(),
                    "",
                    talk.connectedNanos(),
                    System.nanoTime(),
                    talk.received(),
                    String.valueOf(e.getMessage()),
                    e instanceof Talk.WrongBytes));
        }
    }

    public List<Loss> losses() {
        return List.copyOf(losses);
    }

    @Override
    public void close() throws IOException {
        for (var talk : talks) {
            talk.close();
        }
    }
}
