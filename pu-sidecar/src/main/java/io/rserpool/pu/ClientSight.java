package io.rserpool.pu;

import io.rserpool.transport.diag.SocketDiag;
import io.rserpool.transport.diag.TcpSocket;
import io.rserpool.transport.tcp.TcpConnection;

/** What the kernel shows of clients in this network namespace, which is the pod's. */
final class ClientSight implements AutoCloseable {
    private final SocketDiag diag = new SocketDiag();

    /** Whether no process has the client's end of the connection any more; false if that cannot be seen. */
    boolean isGone(TcpConnection client) {
        var local = client.local();
        if (client.isOver() || local == null) {
            return true;
        }
        return diag.sees()
                && client.remote().getAddress().isLoopbackAddress()
                && !diag.connection(client.remote(), local).map(TcpSocket::held).orElse(false);
    }

    @Override
    public void close() {
        diag.close();
    }
}
