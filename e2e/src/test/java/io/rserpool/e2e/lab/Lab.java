package io.rserpool.e2e.lab;

import io.rserpool.e2e.local.JavaProgram;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ManagementClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A lab for the tests of a class: hosts, the processes on them, and a capture of all their packets, in which tshark must
 * find nothing wrong. If something fails, logs and packets stay in {@code e2e/target/interop/<class>}.
 */
public final class Lab implements BeforeAllCallback, AfterTestExecutionCallback, AfterAllCallback {
    private static final int MANAGEMENT_PORT = LocalSystem.MANAGEMENT_PORT;

    /** Numbers are not used again: the kernel takes its time to forget a host. */
    private static final AtomicInteger LAST_HOST = new AtomicInteger();

    private final List<LabHost> hosts = new ArrayList<>();
    private final List<LocalProcess> processes = new ArrayList<>();
    private Path directory;
    private Capture capture;
    private boolean failed;
    private boolean problemsExpected;

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        var test = context.getRequiredTestClass().getSimpleName();
        directory = LocalSystem.project().resolve("e2e/target/interop").resolve(test);
        delete(directory);
        Files.createDirectories(directory);
        host();
        capture = Capture.start(directory);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        failed |= context.getExecutionException().isPresent();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        List<String> problems;
        try {
            problems = problemsExpected ? List.of() : capture.problems();
        } finally {
            processes.forEach(LocalProcess::kill);
            capture.stop();
            hosts.forEach(LabHost::remove);
        }
        if (!problems.isEmpty()) {
            throw new AssertionError("tshark finds in " + directory + "/packets.pcap: " + problems);
        }
        if (!failed && context.getExecutionException().isEmpty()) {
            delete(directory);
        }
    }

    /** The packets so far. */
    public Capture capture() {
        return capture;
    }

    /** For tests that send broken messages: what tshark says of them. */
    public List<String> expectedProblems() {
        problemsExpected = true;
        return capture.problems();
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
        var host = LabHost.create(LAST_HOST.incrementAndGet());
        hosts.add(host);
        return host;
    }

    /** Runs a command on a host to its end. */
    public String run(LabHost host, String... command) {
        return Shell.run(host.command(List.of(command)));
    }

    /** Starts a command on a host. */
    public LocalProcess start(LabHost host, String name, List<String> command, Map<String, String> environment) {
        var log = directory.resolve(name + "-" + host.name() + ".log");
        // Some programs leave files where they run.
        var here = new ArrayList<>(List.of("env", "-C", directory.toString()));
        here.addAll(command);
        var process = LocalProcess.start(name + " on " + host.name(), log, host.command(here), environment);
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
