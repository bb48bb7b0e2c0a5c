package io.rserpool.e2e.lab;

import io.rserpool.e2e.local.JavaProgram;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ManagementClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab for one test: hosts, the processes on them, and a capture of all their packets, in which tshark must find
 * nothing wrong. If the test fails, logs and packets stay in {@code e2e/target/interop/<test>}.
 */
public final class Lab implements BeforeEachCallback, AfterEachCallback {
    private static final int MANAGEMENT_PORT = LocalSystem.MANAGEMENT_PORT;

    private final List<LabHost> hosts = new ArrayList<>();
    private final List<LocalProcess> processes = new ArrayList<>();
    private Path directory;
    private Capture capture;
    private boolean stopped;
    private boolean expected;

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        var test = context.getRequiredTestClass().getSimpleName() + "."
                + context.getRequiredTestMethod().getName();
        directory = LocalSystem.project().resolve("e2e/target/interop").resolve(test);
        delete(directory);
        Files.createDirectories(directory);
        stopped = false;
        expected = false;
        host();
        capture = Capture.start(directory);
    }

    /** Ends all processes, in no orderly way, and the capture. */
    public Capture stop() {
        if (!stopped) {
            stopped = true;
            processes.forEach(LocalProcess::kill);
            capture.stop();
        }
        return capture;
    }

    /** Ends all, for a test that has packets with problems in them: the problems. */
    public List<String> expectedProblems() {
        expected = true;
        return stop().problems();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        try {
            var problems = stop().problems();
            if (!expected && !problems.isEmpty()) {
                throw new AssertionError("tshark finds in " + directory + "/packets.pcap: " + problems);
            }
        } finally {
            hosts.forEach(LabHost::remove);
            hosts.clear();
            processes.clear();
        }
        if (context.getExecutionException().isEmpty()) {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        }
    }

    /** A new host. */
    public LabHost host() {
        var host = LabHost.create(hosts.size() + 1);
        hosts.add(host);
        return host;
    }

    /** A file of this test. */
    public Path file(String name, String content) {
        try {
            return Files.writeString(directory.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a command on a host to its end. */
    public String run(LabHost host, String... command) {
        return Shell.run(host.command(List.of(command)));
    }

    /** Starts a command on a host. */
    public LocalProcess start(LabHost host, String name, List<String> command, Map<String, String> environment) {
        var log = directory.resolve(name + "-" + host.name() + ".log");
        var process = LocalProcess.start(name + " on " + host.name(), log, host.command(command), environment);
        processes.add(process);
        return process;
    }

    /** Starts a program of this project on a host; it is told its address. */
    public LocalProcess program(LabHost host, String module, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.putIfAbsent("rserpool.address", host.address());
        all.putIfAbsent("rserpool.management.address", host.address());
        all.putIfAbsent("rserpool.management.port", Integer.toString(MANAGEMENT_PORT));
        var program = new JavaProgram(LocalSystem.project(), module);
        var properties = directory.resolve(module + "-" + host.name() + ".properties");
        return start(host, module, program.command(), program.configure(properties, all));
    }

    /** The management interface of the program on a host. */
    public ManagementClient management(LabHost host) {
        return new ManagementClient(host.address(), MANAGEMENT_PORT);
    }
}
