package io.rserpool.transport.diag;

/**
 * One end of a TCP connection.
 *
 * @param inode of the socket; 0 = no process holds it: not yet accepted, closed, or its process is gone
 * @param receivingShut whether nothing is received any more
 * @param sendingShut whether its direction was ended
 * @param unread bytes that its process has not read
 * @param unacknowledged bytes that the other end does not have yet
 */
public record TcpSocket(long inode, boolean receivingShut, boolean sendingShut, long unread, long unacknowledged) {
    /** Whether a process had it open when the kernel was asked. */
    public boolean held() {
        return inode != 0;
    }

    /**
     * Whether a living process has ended its direction and nothing else. The kernel ends both before it sends the FIN
     * of a socket that is closed, so this is never seen of one that is closed by the end of its process.
     */
    public boolean endedSendingOnly() {
        return held() && sendingShut && !receivingShut;
    }
}
