package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.association.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * The functions of libusrsctp that we use.
 *
 * <p>Every argument and result is passed as a 64-bit integer, pointers too. On Linux' 64-bit ABIs each
 * integer argument has a register or an eight-byte slot of its own, of which the callee reads what it
 * declares; so there is one method-handle shape per number of arguments instead of one per function, which
 * saves megabytes in a small process, and no call allocates. Results narrower than 64 bits have undefined
 * upper bits and are cut here.
 */
final class UsrsctpLibrary {
    /** All memory, to copy from addresses that the library gives us. */
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = NativeLibrary.load(NativeLibrary.USRSCTP);

    private static final MethodHandle INIT = function("usrsctp_init_nothreads", 3);
    private static final MethodHandle FINISH = function("usrsctp_finish", 0);
    private static final MethodHandle OFFLOAD_CRC = function("usrsctp_enable_crc32c_offload", 0);
    private static final MethodHandle REGISTER = function("usrsctp_register_address", 1);
    private static final MethodHandle DEREGISTER = function("usrsctp_deregister_address", 1);
    private static final MethodHandle CONNINPUT = function("usrsctp_conninput", 4);
    private static final MethodHandle TIMERS = function("usrsctp_handle_timers", 1);
    private static final MethodHandle SOCKET = function("usrsctp_socket", 7);
    private static final MethodHandle NON_BLOCKING = function("usrsctp_set_non_blocking", 2);
    private static final MethodHandle BIND = function("usrsctp_bind", 3);
    private static final MethodHandle LISTEN = function("usrsctp_listen", 2);
    private static final MethodHandle ACCEPT = function("usrsctp_accept", 3);
    private static final MethodHandle CONNECT = function("usrsctp_connect", 3);
    private static final MethodHandle EVENTS = function("usrsctp_get_events", 1);
    private static final MethodHandle SET_OPTION = function("usrsctp_setsockopt", 5);
    private static final MethodHandle GET_OPTION = function("usrsctp_getsockopt", 5);
    private static final MethodHandle SENDV = function("usrsctp_sendv", 9);
    private static final MethodHandle RECVV = function("usrsctp_recvv", 9);
    private static final MethodHandle SHUTDOWN = function("usrsctp_shutdown", 2);
    private static final MethodHandle CLOSE = function("usrsctp_close", 1);

    private UsrsctpLibrary() {}

    /** What the library calls to send a packet. */
    @FunctionalInterface
    interface Output {
        /** @return 0, or an errno */
        int send(long address, long buffer, long length);
    }

    private static MethodHandle function(String name, int arguments) {
        var address = SYMBOLS.find(name)
                .orElseThrow(() -> new TransportException(
                        NativeLibrary.USRSCTP + " has no " + name + ": version 0.9.4 or newer is needed"));
        var types = new MemoryLayout[arguments];
        Arrays.fill(types, ValueLayout.JAVA_LONG);
        return LINKER.downcallHandle(address, FunctionDescriptor.of(ValueLayout.JAVA_LONG, types));
    }

    /**
     * Initialises the library, without threads, with checksums left to us.
     *
     * @param arena of the upcall; it must outlive the use of the library
     */
    static void init(Output output, Arena arena) {
        try {
            var type = MethodType.methodType(int.class, long.class, long.class, long.class);
            var target = MethodHandles.lookup().findVirtual(Output.class, "send", type);
            var l = ValueLayout.JAVA_LONG;
            var stub = LINKER.upcallStub(
                    target.bindTo(output), FunctionDescriptor.of(ValueLayout.JAVA_INT, l, l, l), arena);
            var ignored = (long) INIT.invokeExact(0L, stub.address(), 0L);
            ignored = (long) OFFLOAD_CRC.invokeExact();
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** Sets a parameter of the whole library, where this version has it. */
    static void parameter(String name, int value) {
        SYMBOLS.find(name).ifPresent(address -> {
            var l = ValueLayout.JAVA_LONG;
            try {
                var ignored = (long) LINKER.downcallHandle(address, FunctionDescriptor.of(l, l))
                        .invokeExact((long) value);
            } catch (Throwable e) {
                throw wrapped(e);
            }
        });
    }

    /** @return whether all was released; not before its last socket is gone */
    static boolean finish() {
        try {
            return (int) (long) FINISH.invokeExact() == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static void registerAddress(long address) {
        try {
            var ignored = (long) REGISTER.invokeExact(address);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static void deregisterAddress(long address) {
        try {
            var ignored = (long) DEREGISTER.invokeExact(address);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** Hands in a packet (copied). */
    static void input(long address, long packet, int length) {
        try {
            var ignored = (long) CONNINPUT.invokeExact(address, packet, (long) length, 0L);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static void handleTimers(int elapsedMillis) {
        try {
            var ignored = (long) TIMERS.invokeExact((long) elapsedMillis);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** A one-to-one style socket, or 0. */
    static long socket() {
        try {
            return (long) SOCKET.invokeExact(
                    (long) Native.AF_CONN, (long) Native.SOCK_STREAM, (long) Native.IPPROTO_SCTP, 0L, 0L, 0L, 0L);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean setNonBlocking(long socket) {
        try {
            return (int) (long) NON_BLOCKING.invokeExact(socket, 1L) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean bind(long socket, long address) {
        try {
            return (int) (long) BIND.invokeExact(socket, address, (long) Native.SOCKADDR_SIZE) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean listen(long socket, int backlog) {
        try {
            return (int) (long) LISTEN.invokeExact(socket, (long) backlog) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return the next accepted socket, or 0 */
    static long accept(long socket, long address, long addressLength) {
        try {
            return (long) ACCEPT.invokeExact(socket, address, addressLength);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static void connect(long socket, long address) {
        try {
            var ignored = (long) CONNECT.invokeExact(socket, address, (long) Native.SOCKADDR_SIZE);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** Bits {@link Native#EVENT_READ} and so on. */
    static int events(long socket) {
        try {
            return (int) (long) EVENTS.invokeExact(socket);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean setOption(long socket, int level, int option, long value, int length) {
        try {
            return (int) (long) SET_OPTION.invokeExact(socket, (long) level, (long) option, value, (long) length) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean getOption(long socket, int level, int option, long value, long length) {
        try {
            return (int) (long) GET_OPTION.invokeExact(socket, (long) level, (long) option, value, length) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return bytes taken, or −1 */
    static long send(long socket, long data, int length, long sendInfo) {
        try {
            return (long) SENDV.invokeExact(
                    socket,
                    data,
                    (long) length,
                    0L,
                    0L,
                    sendInfo,
                    (long) Native.SENDINFO_SIZE,
                    (long) Native.SENDV_SNDINFO,
                    0L);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    /** @return bytes received, 0 at the end, or −1 */
    static long receive(
            long socket,
            long data,
            int length,
            long from,
            long fromLength,
            long info,
            long infoLength,
            long infoType,
            long flags) {
        try {
            return (long)
                    RECVV.invokeExact(socket, data, (long) length, from, fromLength, info, infoLength, infoType, flags);
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static boolean shutdown(long socket) {
        try {
            return (int) (long) SHUTDOWN.invokeExact(socket, (long) Native.SHUT_WR) == 0;
        } catch (Throwable e) {
            throw wrapped(e);
        }
    }

    static void close(long socket) {
        try {
            var ignored = (long) CLOSE.invokeExact(socket);
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
