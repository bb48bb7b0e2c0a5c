package io.rserpool.transport.tcp;

import io.rserpool.transport.loop.Registration;
import io.rserpool.transport.loop.RepeatedLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A listening socket. */
public final class TcpListener implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());
    private static final int ACCEPTS_PER_TURN = 32;
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);

    /** Decides about an accepted connection. */
    @FunctionalInterface
    public interface Acceptor {
        /** The handler of this connection. To refuse, reset the connection and return {@link TcpHandler#IGNORE}. */
        TcpHandler accept(TcpConnection connection);
    }

    private final TcpStack stack;
    private final ServerSocketChannel channel;
    private final Acceptor acceptor;
    private final Registration registration;
    private final InetSocketAddress address;
    private final RepeatedLog failures;

    TcpListener(TcpStack stack, ServerSocketChannel channel, Acceptor acceptor) throws IOException {
        this.stack = stack;
        this.channel = channel;
        this.acceptor = acceptor;
        this.failures = new RepeatedLog(stack.eventLoop(), LOG, Level.WARNING);
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.registration = stack.eventLoop().registerShared(channel, SelectionKey.OP_ACCEPT, ops -> acceptSome());
    }

    /** Where it listens, with the actual port. */
    public InetSocketAddress address() {
        return address;
    }

    private void acceptSome() {
        try {
            for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
                var accepted = channel.accept();
                if (accepted == null) {
                    return;
                }
                begin(accepted);
            }
        } catch (IOException e) {
            // Out of descriptors, usually: the socket stays ready, so trying at once again would spin.
            failures.log(() -> "cannot accept a connection at " + address + ": " + e.getMessage());
            registration.interestOps(0);
            stack.eventLoop().schedule(PAUSE_AFTER_ERROR, () -> registration.interestOps(SelectionKey.OP_ACCEPT));
        }
    }

    /** Whatever goes wrong ends this connection; the others are well. */
    private void begin(SocketChannel accepted) {
        try {
            SocketOptions.set(accepted);
            var remote = (InetSocketAddress) accepted.getRemoteAddress();
            new TcpConnection(stack, accepted, TcpHandler.IGNORE, remote).accepted(acceptor);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "connection lost at accept", e);
            close(accepted);
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing", e);
        }
    }

    /** Stops listening; accepted connections go on. */
    @Override
    public void close() {
        registration.cancel();
        close(channel);
    }
}
