package io.rserpool.transport.message;

import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.tcp.TcpConnection;
import java.nio.ByteBuffer;
import java.util.Optional;

/** TCP itself. */
record PlainStream(TcpConnection connection) implements MessageStream {
    @Override
    public Optional<PeerIdentity> peerIdentity() {
        return Optional.empty();
    }

    @Override
    public void write(ByteBuffer bytes) {
        connection.write(bytes);
    }

    @Override
    public long queued() {
        return connection.queued();
    }

    @Override
    public boolean isRefused() {
        return connection.isRefused();
    }

    @Override
    public void resumeReading() {
        connection.resumeReading();
    }

    @Override
    public void end() {
        connection.end();
    }

    @Override
    public void reset() {
        connection.reset();
    }
}
