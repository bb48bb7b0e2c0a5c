package io.rserpool.transport.system;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Selector;

/**
 * Waits for descriptors that Java knows nothing of, together with a {@link Selector}: its descriptor is one of those
 * waited for, so that one thread waits for everything in one call.
 */
public final class Epoll implements AutoCloseable {
    public static final int IN = 0x001;
    public static final int OUT = 0x004;
    public static final int ERROR = 0x008;
    public static final int HANG_UP = 0x010;

    private static final int CLOSE_ON_EXEC = 0x80000;
    private static final int ADD = 1;
    private static final int DELETE = 2;
    private static final int MODIFY = 3;
    private static final int EVENTS = 256;

    /** {@code struct epoll_event} is packed on x86-64 only. */
    private static final int DATA = System.getProperty("os.arch").equals("amd64") ? 4 : 8;

    private static final int SIZE = DATA + 8;

    private final LibC libc = new LibC();
    private final NativeBuffer events = new NativeBuffer(EVENTS * SIZE, ByteOrder.nativeOrder());
    private final int descriptor;
    private final int selectorDescriptor;
    private int count;

    /** Call on the thread that selects, which also is the only one that calls the other methods. */
    public Epoll(Selector selector) throws IOException {
        selectorDescriptor = SelectorDescriptor.find(selector, libc);
        descriptor = libc.epollCreate(CLOSE_ON_EXEC);
        if (descriptor < 0) {
            throw new IOException("epoll_create1: " + Errno.text(-descriptor));
        }
        control(ADD, selectorDescriptor, IN);
    }

    public void add(int watched, int interest) throws IOException {
        control(ADD, watched, interest);
    }

    public void modify(int watched, int interest) throws IOException {
        control(MODIFY, watched, interest);
    }

    public void remove(int watched) throws IOException {
        control(DELETE, watched, 0);
    }

    private void control(int operation, int watched, int interest) throws IOException {
        events.bytes.putInt(0, interest).putLong(DATA, watched);
        int result = libc.epollControl(descriptor, operation, watched, events.address);
        if (result < 0) {
            throw new IOException("epoll_ctl: " + Errno.text(-result));
        }
    }

    /** Waits until something is ready; how many then are to be asked for with {@link #watched} and {@link #ready}. */
    public int await(long timeoutMillis) throws IOException {
        count = libc.epollWait(descriptor, events.address, EVENTS, (int) Math.min(timeoutMillis, Integer.MAX_VALUE));
        if (count < 0 && count != -Errno.EINTR) {
            throw new IOException("epoll_wait: " + Errno.text(-count));
        }
        return Math.max(count, 0);
    }

    /** The descriptor of the n-th that is ready. */
    public int watched(int n) {
        return events.bytes.getInt(n * SIZE + DATA);
    }

    /** What the n-th is ready for: bits of this class. */
    public int ready(int n) {
        return events.bytes.getInt(n * SIZE);
    }

    /** Whether the selector has something. */
    public boolean isSelector(int n) {
        return watched(n) == selectorDescriptor;
    }

    @Override
    public void close() {
        libc.close(descriptor);
    }
}
