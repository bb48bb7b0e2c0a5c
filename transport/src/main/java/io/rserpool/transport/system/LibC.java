package io.rserpool.transport.system;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * System calls through the C library; an object for each thread. What fails returns the negative error number.
 *
 * <p>Arguments are 64-bit integers, pointers too: each has a register of its own on Linux' 64-bit ABIs, of which the
 * callee reads what it declares. So no call allocates.
 */
public final class LibC {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    private static final MethodHandle SOCKET = function("socket", 3);
    private static final MethodHandle BIND = function("bind", 3);
    private static final MethodHandle LISTEN = function("listen", 2);
    private static final MethodHandle CLOSE = function("close", 1);
    private static final MethodHandle GETSOCKNAME = function("getsockname", 3);
    private static final MethodHandle SETSOCKOPT = function("setsockopt", 5);
    private static final MethodHandle GETSOCKOPT = function("getsockopt", 5);
    private static final MethodHandle SENDMSG = function("sendmsg", 3);
    private static final MethodHandle RECVMSG = function("recvmsg", 3);
    private static final MethodHandle RECVMMSG = function("recvmmsg", 5);
    private static final MethodHandle POLL = function("poll", 3);
    private static final MethodHandle EPOLL_CREATE = function("epoll_create1", 1);
    private static final MethodHandle EPOLL_CTL = function("epoll_ctl", 4);
    private static final MethodHandle EPOLL_WAIT = function("epoll_wait", 4);

    private final MemorySegment state = Arena.ofAuto().allocate(Linker.Option.captureStateLayout());

    private static MethodHandle function(String name, int arguments) {
        var types = new MemoryLayout[arguments];
        Arrays.fill(types, ValueLayout.JAVA_LONG);
        var address = LINKER.defaultLookup().findOrThrow(name);
        return LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG, types), ERRNO);
    }

    private long result(long value) {
        return value < 0 ? -state.get(ValueLayout.JAVA_INT, 0) : value;
    }

    private int result(int value) {
        return value < 0 ? -state.get(ValueLayout.JAVA_INT, 0) : value;
    }

    /** @return the descriptor */
    public int socket(int family, int type, int protocol) {
        try {
            return result((int) (long) SOCKET.invokeExact(state, (long) family, (long) type, (long) protocol));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    public int bind(int socket, long address, int length) {
        try {
            return result((int) (long) BIND.invokeExact(state, (long) socket, address, (long) length));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    public int listen(int socket, int backlog) {
        try {
            return result((int) (long) LISTEN.invokeExact(state, (long) socket, (long) backlog));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    public int close(int descriptor) {
        try {
            return result((int) (long) CLOSE.invokeExact(state, (long) descriptor));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @param length address of the length, which is updated */
    public int getsockname(int socket, long address, long length) {
        try {
            return result((int) (long) GETSOCKNAME.invokeExact(state, (long) socket, address, length));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    public int setsockopt(int socket, int level, int option, long value, int length) {
        try {
            return result((int) (long)
                    SETSOCKOPT.invokeExact(state, (long) socket, (long) level, (long) option, value, (long) length));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @param length address of the length, which is updated */
    public int getsockopt(int socket, int level, int option, long value, long length) {
        try {
            return result((int)
                    (long) GETSOCKOPT.invokeExact(state, (long) socket, (long) level, (long) option, value, length));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return bytes sent */
    public int sendmsg(int socket, long message, int flags) {
        try {
            return (int) result((long) SENDMSG.invokeExact(state, (long) socket, message, (long) flags));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return bytes received */
    public int recvmsg(int socket, long message, int flags) {
        try {
            return (int) result((long) RECVMSG.invokeExact(state, (long) socket, message, (long) flags));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return how many messages were received */
    public int recvmmsg(int socket, long messages, int count, int flags) {
        try {
            return result(
                    (int) (long) RECVMMSG.invokeExact(state, (long) socket, messages, (long) count, (long) flags, 0L));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return how many are ready */
    public int poll(long descriptors, int count, int timeoutMillis) {
        try {
            return result((int) (long) POLL.invokeExact(state, descriptors, (long) count, (long) timeoutMillis));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return the descriptor */
    public int epollCreate(int flags) {
        try {
            return result((int) (long) EPOLL_CREATE.invokeExact(state, (long) flags));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    public int epollControl(int epoll, int operation, int descriptor, long event) {
        try {
            return result((int)
                    (long) EPOLL_CTL.invokeExact(state, (long) epoll, (long) operation, (long) descriptor, event));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return how many are ready */
    public int epollWait(int epoll, long events, int count, int timeoutMillis) {
        try {
            return result((int)
                    (long) EPOLL_WAIT.invokeExact(state, (long) epoll, events, (long) count, (long) timeoutMillis));
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    private static RuntimeException wrapped(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
    }
}
