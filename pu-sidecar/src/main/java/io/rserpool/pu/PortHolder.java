package io.rserpool.pu;

import io.rserpool.transport.diag.SocketDiag;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Finds the process that holds a TCP port, as far as this process may see it. */
final class PortHolder {
    private static final Path PROC = Path.of("/proc");

    private PortHolder() {}

    /** The process that listens at the port, such as {@code "socat (pid 17)"}. */
    static Optional<String> of(InetSocketAddress address) {
        try (var diag = new SocketDiag()) {
            var inodes = diag.listeners(address.getPort()).orElse(List.of()).stream()
                    .filter(socket -> socket.answers(address.getAddress()))
                    .map(socket -> "socket:[" + socket.inode() + "]")
                    .collect(Collectors.toSet());
            return inodes.isEmpty() ? Optional.empty() : process(inodes);
        }
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
