package io.rserpool.e2e.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A whole RSerPool system as processes of this machine. Every program has an address of its own within
 * 127.0.0.0/8, drawn anew for each system, so that several may run at once.
 */
public final class LocalSystem implements AutoCloseable {
    /** Management port of every program; they differ by address. */
    public static final int MANAGEMENT_PORT = 9090;

    /** Whose addresses are their own. */
    private static final int MOST_ELEMENTS = 9;

    private final Path project;
    private final Path directory;
    private final String network;
    private final int registrars;
    private int mtu;
    private @Nullable LocalAuthority authority;
    private final List<LocalProcess> processes = Collections.synchronizedList(new ArrayList<>());

    /**
     * @param project root of the project, its programs built
     * @param directory for logs and configurations, created if needed
     * @param registrars how many registrars the system has
     */
    public LocalSystem(Path project, Path directory, int registrars) {
        this.project = project;
        this.directory = directory;
        this.registrars = registrars;
        var random = RandomGenerator.getDefault();
        this.network = "127.%d.%d.".formatted(random.nextInt(80, 250), random.nextInt(1, 250));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The root of the project that this class was built in. */
    public static Path project() {
        var candidate = Path.of("").toAbsolutePath();
        while (!Files.exists(candidate.resolve("mvnw"))) {
            candidate = Objects.requireNonNull(candidate.getParent(), "run this within the project's folder");
        }
        return candidate;
    }

    /** Where the logs of its processes are, and whatever else they leave. */
    public Path directory() {
        return directory;
    }

    /** Programs started from now on send IP packets of at most so many bytes; 0 = as loopback carries. */
    public void setMtu(int newMtu) {
        mtu = newMtu;
    }

    /** Programs started from now on speak with members of their scope alone; their credentials are in {@code credentials/}. */
    public LocalAuthority secure() {
        authority = new LocalAuthority(project.resolve("scripts/certificate"), directory.resolve("credentials"));
        return authority;
    }

    /** The address of a host of this system, 1 to 254. */
    public String address(int host) {
        return network + host;
    }

    public String registrarAddress(int number) {
        return address(10 + number);
    }

    public String elementAddress(int number) {
        return address(20 + number);
    }

    /** The number of the element that a page of a pu-sidecar shows; 0 = it is none of this system's. */
    public int elementNumber(String shown) {
        return IntStream.rangeClosed(1, MOST_ELEMENTS)
                .filter(number -> shown.contains(elementAddress(number) + ":"))
                .findFirst()
                .orElse(0);
    }

    public String userAddress() {
        return address(30);
    }

    /** Where the ordinary server of an element is to be. */
    public String serverAddress(int number) {
        return address(40 + number);
    }

    /** Where clients find the pool: the listener of the pu-sidecar. */
    public String serviceAddress() {
        return address(77);
    }

    private String registrarList(int port) {
        return IntStream.rangeClosed(1, registrars)
                .mapToObj(number -> registrarAddress(number) + ":" + port)
                .collect(Collectors.joining(","));
    }

    /** Starts registrar {@code number}, 1 to the number of registrars. */
    public LocalProcess startRegistrar(int number) {
        return startRegistrar(number, Map.of());
    }

    /**
     * Starts a registrar.
     *
     * @param settings its own keys, such as {@code rserpool.registrar.limits.associations}
     */
    public LocalProcess startRegistrar(int number, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.put("rserpool.registrar.peers", registrarList(9901));
        return startProgram("registrar", "registrar-" + number, registrarAddress(number), all);
    }

    /**
     * Starts a pe-sidecar.
     *
     * @param settings its own keys, such as {@code rserpool.pe.pools.files.server}
     */
    public LocalProcess startElement(int number, Map<String, String> settings) {
        return startProgram("pe-sidecar", "pe-" + number, elementAddress(number), withRegistrars(settings));
    }

    /** Starts the pu-sidecar. */
    public LocalProcess startUser(Map<String, String> settings) {
        return startProgram("pu-sidecar", "pu", userAddress(), withRegistrars(settings));
    }

    private Map<String, String> withRegistrars(Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.putIfAbsent("rserpool.registrars", registrarList(3863));
        return all;
    }

    /** Starts a program of this project at an address, with its settings in a properties file. */
    public LocalProcess startProgram(String module, String name, String address, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.putIfAbsent("rserpool.mtu", Integer.toString(mtu));
        all.putIfAbsent("rserpool.address", address);
        all.putIfAbsent("rserpool.management.address", address);
        all.putIfAbsent("rserpool.management.port", Integer.toString(MANAGEMENT_PORT));
        if (authority != null) {
            authority.settings(module, name, address).forEach(all::putIfAbsent);
        }
        var program = new JavaProgram(project, module);
        return start(name, program.command(), program.configure(directory.resolve(name + ".properties"), all));
    }

    /** Starts an ordinary program, such as a server that knows nothing of RSerPool. */
    public LocalProcess start(String name, List<String> command, Map<String, String> environment) {
        var process = LocalProcess.start(name, directory.resolve(name + ".log"), command, environment);
        processes.add(process);
        return process;
    }

    /** Starts an ordinary server (socat) that sends a file to whoever connects. */
    public LocalProcess startFileServer(String name, String address, int port, Path file) {
        return start(
                name,
                List.of(
                        "socat",
                        "-b65536",
                        "-U",
                        "TCP-LISTEN:" + port + ",bind=" + address + ",reuseaddr,fork,backlog=128",
                        "OPEN:" + file + ",rdonly"),
                Map.of());
    }

    /** The management interface of the program at an address. */
    public ManagementClient management(String address) {
        return new ManagementClient(address, MANAGEMENT_PORT);
    }

    /** Elements of all pools that a registrar knows. */
    public int registered(int registrar) throws IOException {
        int count = 0;
        for (var pool :
                management(registrarAddress(registrar)).json("/handlespace").path("pools")) {
            count += pool.path("elements").size();
        }
        return count;
    }

    /** The number of the element that serves the only session of the pu-sidecar; 0 = nobody does. */
    public int serving() throws IOException {
        return elementNumber(management(userAddress())
                .json("/sessions")
                .path("sessions")
                .path(0)
                .path("element")
                .asText());
    }

    /** Ends every process, gently first. */
    @Override
    public void close() {
        List<LocalProcess> all;
        synchronized (processes) {
            all = List.copyOf(processes).reversed();
        }
        all.forEach(LocalProcess::terminate);
        for (var process : all) {
            try {
                process.awaitExit(5);
            } catch (TimeoutException e) {
                process.kill();
            } catch (InterruptedException e) {
                all.forEach(LocalProcess::kill);
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
