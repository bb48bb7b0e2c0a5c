package io.rserpool.e2e.bench;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.transport.setup.TransportMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What SCTP over UDP carries between two processes, with nothing around it. */
@Command(
        name = "transport",
        mixinStandardHelpOptions = true,
        description = "The transport alone, between two processes.")
final class TransportBench implements Callable<Integer> {
    @Option(names = "--mode", description = "What is below SCTP: UDP (default), KERNEL, IP or AUTO.")
    private TransportMode mode = TransportMode.UDP;

    @Mixin
    private InTurn inTurn = new InTurn();

    @Option(names = "--mtu", description = "Longest IP packet; 0 (default) = what loopback carries.")
    private int mtu;

    @Option(names = "--messages", description = "Messages of the throughput test; round trips are as many.")
    private int messages = 50_000;

    @Override
    public Integer call() throws Exception {
        try (var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-transport"), 0)) {
            inTurn.run(secured -> measure(system, secured));
        }
        return 0;
    }

    private void measure(LocalSystem system, boolean secured) throws Exception {
        if (secured) {
            var authority = system.secure();
            authority.credentials("peer", "rserpool://default/pool-user");
            measure(system, "--credentials=" + authority.directory());
        } else {
            measure(system);
        }
    }

    private void measure(LocalSystem system, String... more) throws Exception {
        System.out.printf(
                "60,000-byte messages: %s Gbit/s%n",
                run(system, "throughput", with(more, "--count=" + messages, "--mtu=" + mtu, "--mode=" + mode)));
        System.out.printf(
                "200-byte round trips: %s%n",
                run(
                        system,
                        "echo",
                        with(more, "--echo", "--size=200", "--count=" + messages, "--mtu=" + mtu, "--mode=" + mode)));
    }

    private static String[] with(String[] more, String... options) {
        return Stream.concat(Stream.of(options), Stream.of(more)).toArray(String[]::new);
    }

    /** Gbit/s of messages of 60,000 bytes. */
    static String throughput(LocalSystem system, int messages, int mtu) throws Exception {
        return run(system, "throughput", "--count=" + messages, "--mtu=" + mtu);
    }

    private static String run(LocalSystem system, String name, String... options) throws Exception {
        var receiver = start(system, name + "-receiver", 71, options);
        try {
            Awaitility.await().until(() -> receiver.output().contains("listening"));
            var all = new ArrayList<>(List.of(options));
            all.add("--to=" + system.address(71));
            var sender = start(system, name + "-sender", 72, all.toArray(String[]::new));
            if (sender.awaitExit(120) != 0) {
                throw new IllegalStateException(sender.output());
            }
            return sender.output().lines().reduce((first, second) -> second).orElse("nothing printed");
        } finally {
            receiver.kill();
        }
    }

    /** With the flags of the sidecars, so that both are compared in the same JVM. */
    private static LocalProcess start(LocalSystem system, String name, int host, String... options) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.add("@" + LocalSystem.project().resolve("pu-sidecar/src/main/jvm/options"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Bench.class.getName(), "transport-peer", "--at=" + system.address(host)));
        command.addAll(List.of(options));
        return system.start(name + System.nanoTime(), command, Map.of());
    }
}
