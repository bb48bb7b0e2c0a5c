package io.rserpool.transport.sctp.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Changes the network of the guest that the test runs in. */
final class Guest {
    private Guest() {}

    static void sysctl(String name, int value) throws IOException {
        Files.writeString(Path.of("/proc/sys", name.replace('.', '/')), value + "\n");
    }

    /** Adds addresses to the loopback interface, as those of several networks. */
    static void addresses(List<String> addresses) throws Exception {
        for (var address : addresses) {
            ip("address", "replace", address + "/32", "dev", "lo");
        }
    }

    /** Whether packets to this address of the loopback interface arrive. */
    static void reachable(String address, boolean wanted) throws Exception {
        ip("route", wanted ? "replace" : "delete", "local", address, "dev", "lo", "table", "local");
    }

    private static void ip(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + ": " + output);
        }
    }
}
