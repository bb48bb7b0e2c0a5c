package io.rserpool.pu;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the process that holds a TCP port, as far as this process may see it. */
final class PortHolder {
    private static final String LISTENING = "0A";
    private static final Path PROC = Path.of("/proc");

    private PortHolder() {}

    /** The process that listens at the port, such as {@code "socat (pid 17)"}. */
    static Optional<String> of(InetSocketAddress address) {
        var inodes = new HashSet<String>();
        for (var table : List.of("tcp", "tcp6")) {
            collect(PROC.resolve("net").resolve(table), address, inodes);
        }
        return inodes.isEmpty() ? Optional.empty() : process(inodes);
    }

    /** Columns of /proc/net/tcp: 1 = local address:port in hex, 3 = state, 9 = inode (proc(5)). */
    private static void collect(Path table, InetSocketAddress address, Set<String> inodes) {
        try (var lines = Files.lines(table)) {
            lines.map(line -> line.trim().split("\\s+"))
                    .filter(fields -> fields.length > 9 && fields[3].equals(LISTENING) && clashes(fields[1], address))
                    .forEach(fields -> inodes.add("socket:[" + fields[9] + "]"));
        } catch (IOException unknown) {
            return;
        }
    }

    /** Whether a listener, as the table shows it, is in the way: at this address or at all. */
    private static boolean clashes(String shown, InetSocketAddress address) {
        var parts = shown.split(":");
        return Integer.parseInt(parts[1], 16) == address.getPort()
                && (parts[0].chars().allMatch(digit -> digit == '0')
                        || parts[0].endsWith(hex(address.getAddress().getAddress())));
    }

    /** The table has addresses in words of the machine's byte order, taken here as little endian. */
    private static String hex(byte[] address) {
        var text = new StringBuilder();
        var words = ByteBuffer.wrap(address).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            text.append("%08X".formatted(words.getInt()));
        }
        return text.toString();
    }

    private static Optional<String> process(Set<String> sockets) {
        try (var processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (var process : processes) {
                if (holds(process, sockets)) {
                    var name = Files.readString(process.resolve("comm")).strip();
                    return Optional.of(name + " (pid " + process.getFileName() + ")");
                }
            }
        } catch (IOException gone) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (var descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (var descriptor : descriptors) {
                if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
                    return true;
                }
            }
        } catch (IOException | java.nio.file.DirectoryIteratorException notOurs) {
            return false;
        }
        return false;
    }
}
