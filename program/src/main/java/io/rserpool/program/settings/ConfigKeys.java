package io.rserpool.program.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** All keys of a program: its {@code --help}, and what recognises a key that was misspelt. */
public final class ConfigKeys {
    /** Keys that every program has. */
    public static final List<ConfigKey> COMMON = List.of(
            new ConfigKey(
                    "rserpool.address",
                    "$POD_IP, else the address of the default route, else 127.0.0.1",
                    "IP address that peers reach this program at"),
            new ConfigKey(
                    "rserpool.addresses",
                    "rserpool.address alone",
                    "comma-separated IP addresses that peers reach this program at, the preferred one first; several"
                            + " (multi-homing) only with transport.mode=kernel"),
            new ConfigKey(
                    "rserpool.transport.mode",
                    "udp",
                    "what is below SCTP, the same in the whole scope: udp (in user space), kernel (over IP, the kernel"
                            + " needs its module sctp), ip (over IP in user space, needs NET_RAW), auto (over UDP, by the"
                            + " kernel if its sysctl net.sctp.udp_port is our UDP port, else in user space)"),
            new ConfigKey(
                    "rserpool.peer-udp-port",
                    "9899",
                    "UDP port that peers are reached at (RFC 6951), 1 to 65535; not with transport.mode=kernel or ip"),
            new ConfigKey(
                    "rserpool.mtu",
                    "0",
                    "longest IP packet in bytes, 576 to 65535; 0 = as the interface of the address says"),
            new ConfigKey(
                    "rserpool.timer-profile",
                    "fast",
                    "timers of SCTP and ASAP: fast (a silent peer is found dead in less than a second), rsplib, rfc"),
            new ConfigKey(
                    "rserpool.operation-scope", "default", "name of the operation scope, shown by management only"),
            new ConfigKey(
                    "rserpool.description",
                    "RSerPool for Kubernetes",
                    "description of this program, shown by management"),
            new ConfigKey(
                    "rserpool.csp.server",
                    "none",
                    "host[:port] that reports of the Component Status Protocol go to (RSPLIB's cspmonitor), port 2960"),
            new ConfigKey("rserpool.csp.interval", "PT1S", "time between these reports, PT0.25S to PT1H"),
            new ConfigKey("rserpool.management.address", "0.0.0.0", "IP address of health, metrics and pages (HTTP)"));

    private static final String ROOT = "rserpool.";

    /** What an edit in the last part of a key weighs, compared with another part before it. */
    private static final int LAST_PART = 2;

    private final String program;
    private final String purpose;
    private final List<String> others;
    private final List<ConfigKey> keys;
    private final List<Overlay<?>> overlays;

    /** A program without overlays. */
    public ConfigKeys(String program, String purpose, List<String> others, List<ConfigKey> own) {
        this(program, purpose, others, own, List.of());
    }

    /**
     * @param program its name
     * @param purpose what it is, in a sentence
     * @param others prefixes of keys that belong to other programs and may stand in a shared file
     * @param own its keys besides {@link #COMMON}
     * @param overlays keys that replace single values of profiles
     */
    public ConfigKeys(
            String program, String purpose, List<String> others, List<ConfigKey> own, List<Overlay<?>> overlays) {
        this.program = program;
        this.purpose = purpose;
        this.others = List.copyOf(others);
        this.overlays = List.copyOf(overlays);
        this.keys = Stream.of(
                        COMMON.stream(), own.stream(), overlays.stream().flatMap(overlay -> overlay.keys().stream()))
                .flatMap(Function.identity())
                .toList();
    }

    /** All of them, the common ones first, those of overlays last. */
    public List<ConfigKey> keys() {
        return keys;
    }

    /** What {@code --help} prints. */
    public String help() {
        var text = new StringBuilder()
                .append(program)
                .append(": ")
                .append(purpose)
                .append("\n\nConfiguration keys (properties file named by QUARKUS_CONFIG_LOCATIONS, system properties,")
                .append(" or environment, e.g. RSERPOOL_ADDRESS):\n");
        for (var key : keys) {
            text.append("\n  ").append(key.name());
            text.append(
                    key.fallback().isEmpty() ? "\n      (must be set) " : "\n      (default: " + key.fallback() + ") ");
            text.append(key.meaning());
        }
        return text.append('\n').toString();
    }

    /** Notes the keys that no program knows, each with the nearest one that is known. */
    void check(Iterable<String> written, ConfigProblems problems) {
        for (var name : written) {
            if (name.startsWith(ROOT) && others.stream().noneMatch(name::startsWith) && !known(name)) {
                problems.add(new ConfigProblem(name, "…", "only known keys; did you mean " + nearest(name) + "?"));
            }
        }
    }

    /** Notes values of overlays that are not allowed. */
    void check(ConfigValues values, ConfigProblems problems) {
        overlays.forEach(overlay -> overlay.check(values, problems));
    }

    private boolean known(String name) {
        return keys.stream().anyMatch(key -> key.matches(name));
    }

    private String nearest(String name) {
        var candidates = new ArrayList<String>();
        keys.forEach(key -> candidates.add(key.in(name)));
        candidates.sort(Comparator.comparingInt(candidate -> distance(candidate, name)));
        return candidates.getFirst();
    }

    /**
     * What a key is for is in its last part, which is rarely wrong by more than a letter; where it belongs, before, is what
     * is forgotten or mixed up.
     */
    private static int distance(String from, String to) {
        var fromParts = List.of(from.split("\\."));
        var toParts = List.of(to.split("\\."));
        return LAST_PART * edits(letters(fromParts.getLast()), letters(toParts.getLast()))
                + edits(fromParts.subList(0, fromParts.size() - 1), toParts.subList(0, toParts.size() - 1));
    }

    private static List<Integer> letters(String text) {
        return text.chars().boxed().toList();
    }

    /** Edits from one to the other (Levenshtein). */
    private static int edits(List<?> from, List<?> to) {
        var row = new int[to.size() + 1];
        for (int j = 0; j <= to.size(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.size(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.size(); j++) {
                int replaced = diagonal + (from.get(i - 1).equals(to.get(j - 1)) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[to.size()];
    }
}
