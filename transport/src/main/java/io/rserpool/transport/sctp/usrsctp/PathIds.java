package io.rserpool.transport.sctp.usrsctp;

/**
 * Numbers of paths. A number that was given back is used again as late as possible, so that what the
 * library still knows of its last owner is gone by then.
 */
final class PathIds {
    /** Smaller numbers are the listening sockets' ports. */
    static final int FIRST = 1024;

    static final int LIMIT = 65_536;
    private static final int RESTING = 4096;

    private int fresh = FIRST;
    private char[] returned = new char[64];
    private int head;
    private int count;

    /** @return a number, or −1 if all are in use */
    int take() {
        if (count > RESTING || (fresh == LIMIT && count > 0)) {
            int id = returned[head];
            head = (head + 1) & (returned.length - 1);
            count--;
            return id;
        }
        return fresh < LIMIT ? fresh++ : -1;
    }

    void give(int id) {
        if (count == returned.length) {
            var larger = new char[count * 2];
            System.arraycopy(returned, head, larger, 0, count - head);
            System.arraycopy(returned, 0, larger, count - head, head);
            returned = larger;
            head = 0;
        }
        returned[(head + count++) & (returned.length - 1)] = (char) id;
    }
}
