package io.rserpool.e2e.interop;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.csp.StatusReportCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** RSPLIB's programs on the hosts of a lab. */
final class Rsplib {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(20);
    private static final Pattern SERVER_ID = Pattern.compile("Server ID: +\\$([0-9a-f]{8})");
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]");

    private final Lab lab;
    private final boolean encapsulated;

    /**
     * @param transport how our programs in the same lab carry SCTP
     */
    Rsplib(Lab lab, Transport transport) {
        this.lab = lab;
        this.encapsulated = transport == Transport.UDP;
    }

    /** Its output without colours. */
    static String text(LocalProcess process) {
        return COLOURS.matcher(process.output()).replaceAll("");
    }

    /** Lines of its output with a text in them. */
    static List<String> lines(LocalProcess process, String part) {
        return text(process).lines().filter(line -> line.contains(part)).toList();
    }

    static String serverId(LocalProcess registrar) {
        var matcher = SERVER_ID.matcher(text(registrar));
        if (!matcher.find()) {
            throw new IllegalStateException("no server ID in " + registrar.output());
        }
        return matcher.group(1);
    }

    /**
     * Starts a registrar and waits until it listens.
     *
     * @param peers the other registrars
     */
    LocalProcess registrar(LabHost host, LabHost... peers) {
        return registrar(host, alone(peers));
    }

    /** Starts a registrar that finds others, and is found, by multicast; waits until it listens. */
    LocalProcess multicastRegistrar(LabHost host) {
        return registrar(host, List.of("-asapannounce=auto", "-enrpannounce=auto"));
    }

    /**
     * Starts a registrar that reports to a monitor; waits until it listens.
     *
     * @param peers the other registrars
     */
    LocalProcess reportingRegistrar(LabHost host, LabHost monitor, LabHost... peers) {
        var options = new ArrayList<>(alone(peers));
        options.addAll(List.of(reports(monitor)));
        return registrar(host, options);
    }

    /** Options of a program that reports to a monitor, which are the same for all. */
    static String[] reports(LabHost monitor) {
        return new String[] {"-cspserver=" + monitor.at(StatusReportCodec.PORT), "-cspinterval=500"};
    }

    /** Without multicast, so that a test says who knows whom. */
    private static List<String> alone(LabHost... peers) {
        return Stream.concat(
                        Stream.of("-asapannounce=off", "-enrpannounce=off"),
                        Stream.of(peers).map(peer -> "-peer=" + peer.at(Ports.ENRP)))
                .toList();
    }

    private LocalProcess registrar(LabHost host, List<String> options) {
        var all = new ArrayList<>(List.of("-asap=" + host.at(Ports.ASAP), "-enrp=" + host.at(Ports.ENRP)));
        all.addAll(options);
        var process = start(host, "rspregistrar", "rspregistrar", all);
        await().atMost(STARTS_WITHIN).until(() -> text(process).contains("Registrar started."));
        return process;
    }

    /**
     * Starts a pool element.
     *
     * @param service such as {@code echo}
     * @param identifier PE identifier, eight hexadecimal digits
     * @param options such as {@code -policy=LeastUsed}
     */
    LocalProcess server(LabHost host, String service, String identifier, List<LabHost> registrars, String... options) {
        var all = new ArrayList<>(List.of("-" + service, "-identifier=0x" + identifier));
        all.addAll(registrarOptions(registrars));
        all.addAll(List.of(options));
        return start(host, "rspserver-" + service, "rspserver", all);
    }

    /** Starts a pool user: what is entered goes to an element, what that says is printed. */
    LocalProcess terminal(LabHost host, String pool, LabHost... registrars) {
        return user(host, "rspterminal", List.of(registrars), "-poolhandle=" + pool);
    }

    /** Starts {@code pingpongclient}, {@code calcappclient} or {@code fractalpooluser}. */
    LocalProcess user(LabHost host, String program, List<LabHost> registrars, String... options) {
        var all = new ArrayList<>(registrarOptions(registrars));
        all.addAll(List.of(options));
        return start(host, program, program, all);
    }

    /** What a registrar says of its handlespace to a peer. The registrar takes the asking program for one for 10 s. */
    HandlespaceDump dump(LabHost from, LabHost registrar) {
        prepare(from);
        return HandlespaceDump.parse(lab.run(from, "hsdump", registrar.at(Ports.ENRP)));
    }

    private void prepare(LabHost host) {
        if (encapsulated) {
            host.encapsulate();
        }
    }

    /** These registrars; if there are none, those that announce themselves. */
    private static List<String> registrarOptions(List<LabHost> registrars) {
        return Stream.concat(
                        registrars.stream().map(registrar -> "-registrar=" + registrar.at(Ports.ASAP)),
                        Stream.of("-asapannounce=" + (registrars.isEmpty() ? "auto" : "off")))
                .toList();
    }

    private LocalProcess start(LabHost host, String name, String program, List<String> options) {
        // Line by line: a full buffer would be printed in the middle of a line, and the last one never.
        prepare(host);
        var command = new ArrayList<>(List.of("stdbuf", "-oL", program));
        command.addAll(options);
        command.addAll(List.of("-loglevel=4", "-logcolor=off"));
        return lab.start(host, name, command, Map.of("QT_QPA_PLATFORM", "offscreen"));
    }
}
