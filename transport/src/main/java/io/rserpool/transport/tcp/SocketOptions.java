package io.rserpool.transport.tcp;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/**
 * What every connection's socket is set to, be it accepted or made: what a proxy owes to two ends that believe they talk to
 * each other. docs/configuration-sidecars.md says what is carried and what is not.
 */
final class SocketOptions {
    private static final System.Logger LOG = System.getLogger(SocketOptions.class.getName());

    private SocketOptions() {}

    /** A socket that is to be connected. */
    static SocketChannel open() throws IOException {
        var channel = SocketChannel.open();
        try {
            set(channel);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Sets them.
     *
     * @throws IOException the connection is gone already
     */
    static void set(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        // Bytes go on as they come; whether to wait for more was the sender's decision.
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // After the system's time, two hours usually, an end that has vanished without a word is missed.
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        // Else an urgent byte (Telnet's Synch, FTP's abort) would be taken out of the stream.
        channel.socket().setOOBInline(true);
    }

    /** Its close will be a reset: what it has not sent is dropped, and the peer is told that it is no end in order. */
    static void resetOnClose(SocketChannel channel) {
        try {
            if (channel.isConnected()) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException e) {
            LOG.log(Level.TRACE, "closed already", e);
        }
    }
}
