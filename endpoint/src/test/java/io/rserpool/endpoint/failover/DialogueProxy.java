package io.rserpool.endpoint.failover;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.failover.Dialogue.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Carries one client to one real server after the other, with plain sockets. */
final class DialogueProxy implements AutoCloseable {
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Iterator<Integer> servers;
    private final LongConsumer delivered;
    private final Dialogue dialogue;
    private final Thread thread = new Thread(this::runAll, "proxy");
    private final ByteBuffer fromClient = ByteBuffer.allocate(1 << 14).flip();
    private long given;
    volatile String end = "";
    volatile int connections;

    /**
     * A proxy that listens.
     *
     * @param servers ports, of which the next one is taken after each failure
     * @param delivered is told how many bytes the client has been given, in the proxy's thread
     */
    DialogueProxy(Function<Failover.Setting, Dialogue> mode, List<Integer> servers, LongConsumer delivered)
            throws IOException {
        this.servers = servers.iterator();
        this.delivered = delivered;
        this.dialogue = mode.apply(
                new Failover.Setting(1 << 20, new JournalBudget(1 << 24), new EndpointMetrics(), () -> true, _ -> {}));
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread.setDaemon(true);
        thread.start();
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    private void runAll() {
        try (var client = listener.accept()) {
            client.configureBlocking(false);
            SocketChannel server = connect();
            while (server != null) {
                server = serve(client, server);
            }
        } catch (IOException | UncheckedIOException e) {
            end = e.toString();
        }
    }

    private @Nullable SocketChannel connect() throws IOException {
        while (servers.hasNext()) {
            try {
                var server =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), servers.next()));
                server.configureBlocking(false);
                connections++;
                dialogue.restart();
                return server;
            } catch (IOException refused) {
                // The next one.
            }
        }
        end = "no server";
        return null;
    }

    /** Serves until the connection is lost; the next one, or null. */
    private @Nullable SocketChannel serve(SocketChannel client, SocketChannel server) throws IOException {
        try (server;
                var selector = Selector.open()) {
            client.register(selector, SelectionKey.OP_READ);
            server.register(selector, SelectionKey.OP_READ);
            var answers = ByteBuffer.allocate(1 << 14);
            while (true) {
                pump(server);
                client.keyFor(selector).interestOps(fromClient.hasRemaining() ? 0 : SelectionKey.OP_READ);
                selector.select();
                selector.selectedKeys().clear();
                if (!fromClient.hasRemaining()) {
                    fromClient.clear();
                    var size = client.read(fromClient);
                    fromClient.flip();
                    if (size < 0) {
                        end = "client";
                        return null;
                    }
                }
                if (!receive(client, server, answers)) {
                    break;
                }
            }
        }
        if (!end.isEmpty()) {
            return null;
        }
        var reason = dialogue.unprotected();
        if (reason != null) {
            end = reason.label();
            return null;
        }
        return connect();
    }

    private void pump(SocketChannel server) {
        try {
            if (dialogue.resend(bytes -> write(server, bytes))
                    && dialogue.mayStream(true)
                    && fromClient.hasRemaining()) {
                int start = fromClient.position();
                write(server, fromClient);
                dialogue.sent(fromClient.slice(start, fromClient.position() - start));
            }
        } catch (UncheckedIOException lost) {
            // It is seen by the next read, too.
        }
    }

    private static int write(SocketChannel to, ByteBuffer bytes) {
        try {
            return to.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the connection goes on. */
    private boolean receive(SocketChannel client, SocketChannel server, ByteBuffer answers) {
        answers.clear();
        try {
            var size = server.read(answers);
            if (size < 0) {
                if (!dialogue.endIsFailure()) {
                    dialogue.serverEnded(bytes -> give(client, bytes));
                    end = "server";
                }
                return false;
            }
        } catch (IOException reset) {
            return false;
        }
        var verdict = dialogue.received(answers.flip(), bytes -> give(client, bytes));
        delivered.accept(given);
        if (verdict instanceof Verdict.Break broken) {
            end = broken.reason().label();
        }
        return verdict instanceof Verdict.GoOn;
    }

    private void give(SocketChannel client, ByteBuffer bytes) {
        given += bytes.remaining();
        while (bytes.hasRemaining()) {
            write(client, bytes);
        }
    }

    @Override
    public void close() throws Exception {
        listener.close();
        thread.join(5000);
    }
}
