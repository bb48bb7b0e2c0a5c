package io.rserpool.program.settings;

import static io.rserpool.program.settings.ValueRange.address;
import static io.rserpool.program.settings.ValueRange.durations;
import static io.rserpool.program.settings.ValueRange.names;
import static io.rserpool.program.settings.ValueRange.numbers;
import static io.rserpool.program.settings.ValueRange.text;

import io.rserpool.transport.setup.CredentialFiles;
import io.rserpool.transport.setup.Membership;
import io.rserpool.transport.setup.Signer;
import io.rserpool.transport.setup.TransportMode;
import io.rserpool.transport.setup.TransportSettings;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Keys that every program has. */
public final class CommonKeys {
    /** UDP port of status reports where none is given. */
    private static final int CSP_PORT = 2960;

    /** The rows. */
    public static final KeyRows ROWS = new KeyRows("common");

    /** Reached at. */
    public static final Key<InetAddress> ADDRESS = ROWS.add(Key.optional(
            "rserpool.address",
            address(),
            "`$POD_IP`, else the address of the default route, else 127.0.0.1",
            "IP address that peers reach this program at"));

    /** Reached at, if several. */
    public static final Key<List<InetAddress>> ADDRESSES = ROWS.add(Key.optional(
            "rserpool.addresses",
            ValueRange.list("IP addresses separated by commas", address()),
            "`rserpool.address` alone",
            "IP addresses that peers reach this program at, the preferred one first; several (multi-homing) only with"
                    + " `rserpool.transport.mode=kernel`"));

    /** What is below SCTP. */
    public static final Key<TransportMode> TRANSPORT_MODE = ROWS.add(Key.of(
            "rserpool.transport.mode",
            names(TransportMode.class),
            "udp",
            "what is below SCTP, the same in the whole scope: `udp` (in user space), `kernel` (over IP; the kernel needs its"
                    + " module `sctp`), `ip` (over IP in user space; needs NET_RAW), `auto` (over UDP, by the kernel if its"
                    + " sysctl `net.sctp.udp_port` is our UDP port, else in user space)"));

    /** Where peers are. */
    public static final Key<Integer> PEER_UDP_PORT = ROWS.add(Key.of(
            "rserpool.peer-udp-port",
            numbers(1, 65535),
            "9899",
            "UDP port that peers are reached at (RFC 6951); without meaning over IP"));

    /** Longest packet. */
    public static final Key<Integer> MTU = ROWS.add(Key.of(
            "rserpool.mtu",
            ValueRange.parsed("0 or 576 to 65535", CommonKeys::mtu),
            "0",
            "longest IP packet in bytes; 0 = as the interface of the address says. Smaller where a path carries less, such as"
                    + " through a tunnel"));

    /** Timers. */
    public static final Key<TimerProfile> TIMER_PROFILE = ROWS.add(Key.of(
            "rserpool.timer-profile",
            names(TimerProfile.class),
            "fast",
            "set of timers, of a registrar also of rules: `fast` for failover within a cluster (a sidecar finds a silent peer"
                    + " suspect in about half a second, dead in about ten), `rsplib` for scopes with RSPLIB's programs in"
                    + " them, `rfc` for the defaults of the RFCs"));

    /** For people. */
    public static final Key<String> OPERATION_SCOPE = ROWS.add(Key.of(
            "rserpool.operation-scope",
            text(),
            "default",
            "name of the operation scope; shown by management, it goes to no peer. With `rserpool.security.signer` the scope that peers must"
                    + " belong to"));

    /** For people. */
    public static final Key<String> DESCRIPTION = ROWS.add(Key.of(
            "rserpool.description",
            text(),
            "RSerPool for Kubernetes",
            "description of this program, shown by management"));

    /** Who is told of this program's state. */
    public static final Key<HostPort> CSP_SERVER = ROWS.add(Key.optional(
            "rserpool.csp.server",
            HostPort.range("host or host:port", CSP_PORT),
            "none",
            "where reports of the Component Status Protocol go to over UDP (RSPLIB's `cspmonitor`), port 2960; without it none"
                    + " are sent"));

    /** How often. */
    public static final Key<Duration> CSP_INTERVAL = ROWS.add(
            Key.of("rserpool.csp.interval", durations("PT0.25S", "PT1H"), "PT1S", "time between these reports"));

    /** Listener of HTTP. */
    public static final Key<InetAddress> MANAGEMENT_ADDRESS = ROWS.add(Key.of(
            "rserpool.management.address", address(), "0.0.0.0", "IP address of health, metrics and pages (HTTP)"));

    /** Who is shown pages. */
    public static final Key<String> MANAGEMENT_TOKEN = ROWS.add(Key.optional(
            "rserpool.management.token",
            ValueRange.secret(),
            "none: this host's own programs only",
            "with `rserpool.security.mode=required`: what others than this host's own programs send as `Authorization: Bearer` to be shown pages and"
                    + " the details of health; status of health, and metrics, are for all"));

    /** Who is spoken with. */
    public static final Key<SecurityMode> SECURITY_MODE = ROWS.add(Key.of(
            "rserpool.security.mode",
            names(SecurityMode.class),
            "off",
            "the same in the whole scope: `off` (anybody is spoken with, as the RFCs and RSPLIB do without TLS), `required` (only members"
                    + " of the scope, which certificates prove; needs `rserpool.transport.mode=udp`)"));

    /** One's own certificate. */
    public static final Key<Path> CERTIFICATE_FILE = file(
            "rserpool.security.certificate-file",
            "PEM file with this program's certificate, then those of its issuers without the root. It is read anew when it changes");

    /** Its key. */
    public static final Key<Path> KEY_FILE = secretFile(
            "rserpool.security.key-file", "PEM file with the certificate's private key: EC, PKCS #8, not encrypted");

    /** Whom to believe. */
    public static final Key<Path> TRUST_FILE = file(
            "rserpool.security.trust-file",
            "PEM file with the certificates of the authorities that members' certificates come from");

    /** Who signs. */
    public static final Key<URI> SIGNER = ROWS.add(Key.optional(
            "rserpool.security.signer",
            ValueRange.parsed("an https URL", CommonKeys::https),
            "none",
            "where certificates are signed, instead of files: the operator, which also writes the keys `rserpool.security.signer-trust`"
                    + " and `rserpool.security.token-file`"));

    /** How it proves itself. */
    public static final Key<String> SIGNER_TRUST = ROWS.add(Key.optional(
            "rserpool.security.signer-trust",
            text(),
            "none",
            "certificates (PEM) of the authorities that the signer's own certificate may come from"));

    /** How we prove ourselves to it. */
    public static final Key<Path> TOKEN_FILE =
            secretFile("rserpool.security.token-file", "file with the token that tells the signer which pod asks");

    private CommonKeys() {}

    private static URI https(String text) {
        var address = URI.create(text);
        if (!"https".equals(address.getScheme()) || address.getHost() == null) {
            throw new IllegalArgumentException("not an https URL: " + text);
        }
        return address;
    }

    private static Key<Path> secretFile(String name, String meaning) {
        return ROWS.add(Key.optional(
                name, ValueRange.secretFile("a file in a directory that exists", Path::of), "none", meaning));
    }

    private static Key<Path> file(String name, String meaning) {
        return ROWS.add(Key.optional(name, ValueRange.parsed("a file", Path::of), "none", meaning));
    }

    /**
     * The row of the local UDP port.
     *
     * @param fallback the default of the program
     */
    public static Key<Integer> udpPort(String fallback) {
        return Key.of(
                "rserpool.udp-port",
                numbers(0, 65535),
                fallback,
                "local UDP port that SCTP runs over (RFC 6951), 0 = any free");
    }

    /**
     * The row of the TCP port of management.
     *
     * @param fallback the default of the program
     */
    public static Key<Integer> managementPort(String fallback) {
        return Key.of(
                "rserpool.management.port",
                numbers(0, 65535),
                fallback,
                "TCP port of health, metrics and pages, 0 = any free");
    }

    private static int mtu(String text) {
        int mtu = Integer.parseInt(text);
        if (mtu != 0 && (mtu < 576 || mtu > 65535)) {
            throw new IllegalArgumentException("no such MTU: " + text);
        }
        return mtu;
    }

    /** The addresses that peers reach this program at, the preferred one first. */
    public static List<InetAddress> addresses(ConfigValues values) {
        return LocalAddress.all(ADDRESSES.find(values), ADDRESS.find(values));
    }

    /**
     * What SCTP runs over.
     *
     * @param membership as {@link #membership} has it
     */
    public static TransportSettings transport(ConfigValues values, int udpPort, Optional<Membership> membership) {
        return new TransportSettings(
                TRANSPORT_MODE.of(values), addresses(values), udpPort, MTU.of(values), membership.orElse(null));
    }

    /**
     * What this program is in its scope; empty where security is off.
     *
     * @throws io.rserpool.transport.association.TransportException its credentials cannot be used; the message says why
     */
    public static Optional<Membership> membership(ConfigValues values) {
        if (!isSecured(values)) {
            return Optional.empty();
        }
        var signer = SIGNER.find(values);
        return Optional.of(
                signer.isPresent()
                        ? Membership.of(
                                new Signer(
                                        signer.get(),
                                        SIGNER_TRUST.find(values).orElseThrow(),
                                        TOKEN_FILE.find(values).orElseThrow()),
                                OPERATION_SCOPE.of(values))
                        : Membership.of(new CredentialFiles(
                                CERTIFICATE_FILE.find(values).orElseThrow(),
                                KEY_FILE.find(values).orElseThrow(),
                                TRUST_FILE.find(values).orElseThrow())));
    }

    /** Whether only members of the scope are spoken with. */
    public static boolean isSecured(ConfigValues values) {
        return SECURITY_MODE.of(values) == SecurityMode.REQUIRED;
    }

    /** The UDP port that peers are reached at; 0 where SCTP runs over IP. */
    public static int peerUdpPort(ConfigValues values) {
        return TRANSPORT_MODE.of(values).isOverUdp() ? PEER_UDP_PORT.of(values) : 0;
    }

    /** Checks what no row can say by itself. */
    public static void check(ConfigValues values, ConfigProblems problems) {
        var several = ADDRESSES.find(values).orElse(List.of());
        problems.require(
                several.isEmpty() || ADDRESS.find(values).isEmpty(),
                ADDRESS.name(),
                values.value(ADDRESS.name()).orElse(""),
                "this or rserpool.addresses, not both");
        problems.require(
                several.size() <= 1 || TRANSPORT_MODE.of(values) == TransportMode.KERNEL,
                ADDRESSES.name(),
                values.value(ADDRESSES.name()).orElse(""),
                "one address; several only with rserpool.transport.mode=kernel");
        if (isSecured(values)) {
            problems.require(
                    TRANSPORT_MODE.of(values) == TransportMode.UDP,
                    TRANSPORT_MODE.name(),
                    values.value(TRANSPORT_MODE.name()).orElse(""),
                    "udp, as rserpool.security.mode=required is DTLS over UDP");
            checkCredentials(values, problems);
        }
    }

    private static void checkCredentials(ConfigValues values, ConfigProblems problems) {
        boolean signed = SIGNER.find(values).isPresent();
        var needed = signed ? List.of(SIGNER_TRUST, TOKEN_FILE) : List.of(CERTIFICATE_FILE, KEY_FILE, TRUST_FILE);
        for (var key : needed) {
            problems.require(
                    key.find(values).isPresent(),
                    key.name(),
                    "",
                    "a value, as " + (signed ? SIGNER.name() + " is set" : "rserpool.security.mode=required"));
        }
    }
}
