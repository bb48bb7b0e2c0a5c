package io.rserpool.transport.tcp;

import io.rserpool.transport.loop.SelectorEventLoop;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Connections and listeners of one event loop, and the buffers they share: at most 64 MiB that wait for
 * slow peers, beyond which a connection that would need more is reset. Use it on that loop's thread only.
 */
public final class TcpStack {
    /** The most bytes that one read gives to {@link TcpHandler#onData}: they fit into one session message. */
    public static final int READ_SIZE = 60_000;

    private static final int CHUNK_SIZE = 32 * 1024;
    private static final int BACKLOG = 1024;

    private final SelectorEventLoop loop;
    private final BufferPool readBuffers = new BufferPool(READ_SIZE, 8, 1024);
    private final BufferPool writeChunks = new BufferPool(CHUNK_SIZE, 64, 2048);

    public TcpStack(SelectorEventLoop loop) {
        this.loop = loop;
    }

    public SelectorEventLoop eventLoop() {
        return loop;
    }

    /**
     * Connects. The outcome is {@link TcpHandler#onConnected} or {@link TcpHandler#onConnectFailed},
     * never before this method returned.
     *
     * @param timeout after which it has failed
     */
    public TcpConnection connect(InetSocketAddress address, Duration timeout, TcpHandler handler) {
        try {
            return new TcpConnection(this, SocketOptions.open(), handler, address).connect(timeout);
        } catch (IOException e) {
            var failed = new TcpConnection(this, null, handler, address);
            failed.failConnectLater(e);
            return failed;
        }
    }

    /**
     * Accepts connections at an address.
     *
     * @param acceptor makes the handler of each; bytes are read from the next turn of the loop on
     * @throws IOException the address is taken or not ours
     */
    public TcpListener listen(InetSocketAddress address, TcpListener.Acceptor acceptor) throws IOException {
        var channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.bind(address, BACKLOG);
            return new TcpListener(this, channel, acceptor);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Nullable
    ByteBuffer takeReadBuffer() {
        return readBuffers.take();
    }

    void giveBackReadBuffer(ByteBuffer buffer) {
        readBuffers.giveBack(buffer);
    }

    WriteQueue newWriteQueue() {
        return new WriteQueue(writeChunks);
    }
}
