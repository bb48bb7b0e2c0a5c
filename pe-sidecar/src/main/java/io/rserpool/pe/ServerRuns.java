package io.rserpool.pe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells one run of the server from the next by its listening sockets. A server that is killed and started
 * again has an open port; a session that sees the end of its connection only then, because its client
 * reads slowly, must not take that for an orderly end.
 */
final class ServerRuns {
    /** Sessions that begin or end at a time share a look. */
    private static final Duration FRESH = Duration.ofMillis(20);

    private static final Path PROC = Path.of("/proc/net");
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int IPV4_BYTES = 4;

    private final InetSocketAddress server;
    private final LongSupplier nanoTime;
    private final String port;
    private final String address;
    private Set<String> listeners = Set.of();
    private long seenAt;
    private boolean seen;

    ServerRuns(InetSocketAddress server, LongSupplier nanoTime) {
        this.server = server;
        this.nanoTime = nanoTime;
        this.port = "%04X".formatted(server.getPort());
        this.address = reversedHex();
    }

    /** {@return what identifies the run of now: inodes of the server's listening sockets; empty if they cannot be seen} */
    Set<String> current() {
        long now = nanoTime.getAsLong();
        if (!seen || now - seenAt > FRESH.toNanos()) {
            var found = new HashSet<String>();
            read(PROC.resolve("tcp"), found);
            read(PROC.resolve("tcp6"), found);
            listeners = Set.copyOf(found);
            seenAt = now;
            seen = true;
        }
        return listeners;
    }

    /** {@return whether the server listens, but with none of the sockets that it had in an earlier run} */
    boolean isAnother(Set<String> earlier) {
        return !earlier.isEmpty() && !current().isEmpty() && Collections.disjoint(earlier, current());
    }

    private void read(Path table, Set<String> found) {
        try (var lines = Files.lines(table)) {
            lines.map(line -> line.strip().split("\\s+"))
                    .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENING))
                    .filter(fields -> isServer(fields[LOCAL_ADDRESS]))
                    .forEach(fields -> found.add(fields[INODE]));
        } catch (IOException | UncheckedIOException ignored) {
            // Not Linux, or no IPv6: then the port alone must tell.
        }
    }

    private boolean isServer(String local) {
        int colon = local.indexOf(':');
        if (!local.substring(colon + 1).equals(port)) {
            return false;
        }
        var host = local.substring(0, colon);
        return host.chars().allMatch(digit -> digit == '0') || address.isEmpty() || host.endsWith(address);
    }

    /** An IPv4 address as the kernel prints it, alone or at the end of an IPv6 one; empty for others. */
    private String reversedHex() {
        var bytes =
                server.getAddress() == null ? new byte[0] : server.getAddress().getAddress();
        if (bytes.length != IPV4_BYTES) {
            return "";
        }
        return HexFormat.of().withUpperCase().formatHex(new byte[] {bytes[3], bytes[2], bytes[1], bytes[0]});
    }
}
