package io.rserpool.e2e.interop;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.protocol.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * This project's programs on the hosts of a lab, set up to live with RSPLIB's.
 *
 * @param transport how they carry SCTP
 */
record Ours(Lab lab, Transport transport) {
    private static final Duration STARTS_WITHIN = Duration.ofSeconds(60);

    /** Starts a registrar and waits until it serves. */
    LocalProcess registrar(LabHost host, LabHost... peers) {
        var settings = new TreeMap<String, String>();
        if (peers.length > 0) {
            settings.put("rserpool.registrar.peers", addresses(List.of(peers), Ports.ENRP));
        }
        return registrar(host, settings);
    }

    /** Starts a registrar with settings of its own and waits until it serves. */
    LocalProcess registrar(LabHost host, Map<String, String> settings) {
        return start(host, "registrar", settings);
    }

    /**
     * Starts a pe-sidecar.
     *
     * @param settings such as {@code rserpool.pe.pools.EchoPool.server}
     */
    LocalProcess element(LabHost host, List<LabHost> registrars, Map<String, String> settings) {
        return start(host, "pe-sidecar", withRegistrars(registrars, settings));
    }

    /**
     * Starts a pu-sidecar.
     *
     * @param settings such as {@code rserpool.pu.pools.EchoPool.listen}
     */
    LocalProcess user(LabHost host, List<LabHost> registrars, Map<String, String> settings) {
        return start(host, "pu-sidecar", withRegistrars(registrars, settings));
    }

    private static Map<String, String> withRegistrars(List<LabHost> registrars, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        if (!registrars.isEmpty()) {
            all.put("rserpool.registrars", addresses(registrars, Ports.ASAP));
        }
        return all;
    }

    private static String addresses(List<LabHost> hosts, int port) {
        return hosts.stream().map(host -> host.at(port)).collect(Collectors.joining(","));
    }

    private LocalProcess start(LabHost host, String module, Map<String, String> settings) {
        var all = new TreeMap<>(settings);
        all.putAll(transport.settings());
        all.put("rserpool.timer-profile", "rsplib");
        if (transport == Transport.IP) {
            host.leaveSctpToRawSockets();
        }
        var process = lab.program(host, module, all);
        var management = lab.management(host);
        await().atMost(STARTS_WITHIN).until(() -> {
            if (!process.isAlive()) {
                throw new IllegalStateException(process.name() + " ended: " + process.output());
            }
            return management.ready();
        });
        return process;
    }

    /** PE identifiers that one of our registrars knows in a pool. */
    List<String> elementsOf(LabHost registrar, String pool) {
        return elements(registrar)
                .filter(element -> element.pool().equals(pool))
                .map(HandlespaceDump.Entry::element)
                .toList();
    }

    /** What one of our registrars knows. */
    Stream<HandlespaceDump.Entry> elements(LabHost registrar) {
        return children(handlespace(registrar).path("pools")).flatMap(pool -> children(pool.path("elements"))
                .map(element -> new HandlespaceDump.Entry(
                        digits(element.path("home")), pool.path("handle").asText(), digits(element.path("id")))));
    }

    /** The server ID of one of our registrars, eight hexadecimal digits. */
    String serverId(LabHost registrar) {
        return digits(handlespace(registrar).path("serverId"));
    }

    /** The checksums of every registrar's elements as one of ours knows them, by server ID. */
    Map<String, String> checksums(LabHost registrar) {
        return handlespace(registrar)
                .path("checksums")
                .propertyStream()
                .collect(Collectors.toMap(
                        entry -> digits(entry.getKey()),
                        entry -> digits(entry.getValue().asText())));
    }

    /** The page of one of our registrars. */
    JsonNode handlespace(LabHost registrar) {
        try {
            return lab.management(registrar).json("/handlespace");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<JsonNode> children(JsonNode node) {
        return node.valueStream();
    }

    private static String digits(JsonNode identifier) {
        return digits(identifier.asText());
    }

    private static String digits(String hexadecimal) {
        return hexadecimal.replaceFirst("^0x", "");
    }
}
