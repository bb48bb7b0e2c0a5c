package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.system.LibC;
import io.rserpool.transport.system.NativeBuffer;
import io.rserpool.transport.system.SocketAddresses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Finds the descriptor of a bound UDP socket, which Java does not tell: the one of this process that has its address and
 * port, which no two have.
 */
final class DatagramDescriptor {
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SOCK_DGRAM = 2;
    private static final int LENGTH = SocketAddresses.STORAGE_SIZE;

    private final LibC libc = new LibC();
    private final NativeBuffer scratch = new NativeBuffer(LENGTH + 8, ByteOrder.nativeOrder());

    private DatagramDescriptor() {}

    static int of(InetSocketAddress local) throws IOException {
        var search = new DatagramDescriptor();
        try (var entries = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (var entry : entries) {
                int descriptor = Integer.parseInt(entry.getFileName().toString());
                if (search.isDatagram(descriptor) && search.isAt(descriptor, local)) {
                    return descriptor;
                }
            }
        }
        throw new IOException("the descriptor of the UDP socket at " + local + " is not in /proc/self/fd");
    }

    private boolean isDatagram(int descriptor) {
        scratch.bytes.putInt(LENGTH, 4);
        int result = libc.getsockopt(descriptor, SOL_SOCKET, SO_TYPE, scratch.address, scratch.address + LENGTH);
        return result >= 0 && scratch.bytes.getInt(0) == SOCK_DGRAM;
    }

    private boolean isAt(int descriptor, InetSocketAddress local) {
        scratch.bytes.putInt(LENGTH, SocketAddresses.STORAGE_SIZE);
        if (libc.getsockname(descriptor, scratch.address, scratch.address + LENGTH) < 0) {
            return false;
        }
        int family = scratch.bytes.getShort(0);
        return (family == SocketAddresses.AF_INET || family == SocketAddresses.AF_INET6)
                && SocketAddresses.port(scratch.bytes, 0) == local.getPort()
                && SocketAddresses.address(scratch.bytes, 0).equals(local.getAddress());
    }
}
