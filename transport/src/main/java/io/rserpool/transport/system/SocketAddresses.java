package io.rserpool.transport.system;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** {@code struct sockaddr_in} and {@code sockaddr_in6} in memory of native byte order. */
public final class SocketAddresses {
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;

    /** Of {@code struct sockaddr_storage}. */
    public static final int STORAGE_SIZE = 128;

    private static final int INET_SIZE = 16;
    private static final int INET6_SIZE = 28;

    private SocketAddresses() {}

    /** Writes an address; the number of bytes. */
    public static int put(ByteBuffer memory, int at, InetAddress address, int port) {
        boolean six = address instanceof Inet6Address;
        int size = six ? INET6_SIZE : INET_SIZE;
        for (int i = 0; i < size; i++) {
            memory.put(at + i, (byte) 0);
        }
        memory.putShort(at, (short) (six ? AF_INET6 : AF_INET));
        memory.put(at + 2, (byte) (port >>> 8)).put(at + 3, (byte) port);
        memory.put(at + (six ? 8 : 4), address.getAddress());
        if (address instanceof Inet6Address scoped) {
            memory.putInt(at + 24, scoped.getScopeId());
        }
        return size;
    }

    /** The number of bytes of the address that begins here. */
    public static int size(ByteBuffer memory, int at) {
        return memory.getShort(at) == AF_INET6 ? INET6_SIZE : INET_SIZE;
    }

    public static int port(ByteBuffer memory, int at) {
        return (memory.get(at + 2) & 0xff) << 8 | (memory.get(at + 3) & 0xff);
    }

    /** The IP address that begins here. */
    public static InetAddress address(ByteBuffer memory, int at) {
        boolean six = memory.getShort(at) == AF_INET6;
        var bytes = new byte[six ? 16 : 4];
        memory.get(at + (six ? 8 : 4), bytes);
        try {
            int scope = six ? memory.getInt(at + 24) : 0;
            return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(Arrays.toString(bytes), e);
        }
    }
}
