package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RSPLIB's registrar; elements or users are ours: ordinary servers behind pe-sidecars, ordinary clients of a pu-sidecar. */
@Tag("interop")
class RsplibRegistrarTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Transport TRANSPORT = Transport.KERNEL;
    private static final int PORT = 7777;
    private static final String SERVER = "rserpool.pe.pools.%s.server";
    private static final String IDENTIFIER = "rserpool.pe.pools.%s.identifier";
    private static final String LISTEN = "rserpool.pu.pools.%s.listen";

    @RegisterExtension
    static final Lab LAB = new Lab();

    private static final Rsplib RSPLIB = new Rsplib(LAB, TRANSPORT);
    private static final Ours OURS = new Ours(LAB, TRANSPORT);
    private static LabHost registrar;

    @BeforeAll
    static void startRegistrar() {
        registrar = LAB.host();
        RSPLIB.registrar(registrar);
    }

    /** An ordinary echo server and its pe-sidecar on a new host. */
    private static LocalProcess element(String pool, String identifier) {
        var host = LAB.host();
        LAB.start(host, "socat", List.of("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "EXEC:cat"), Map.of());
        return OURS.element(
                host,
                List.of(registrar),
                Map.of(SERVER.formatted(pool), "127.0.0.1:" + PORT, IDENTIFIER.formatted(pool), "0x" + identifier));
    }

    /** A pu-sidecar on a new host; ordinary clients connect to it. */
    private static EchoClient user(String pool) {
        var host = LAB.host();
        OURS.user(host, List.of(registrar), Map.of(LISTEN.formatted(pool), host.at(PORT)));
        return new EchoClient(host.address(), PORT);
    }

    @Test
    void theirTerminalUsesOurElements() {
        var elements = new TreeMap<>(
                Map.of("0a000001", element("OurEcho", "0a000001"), "0a000002", element("OurEcho", "0a000002")));
        await().atMost(SOON)
                .until(() ->
                        RSPLIB.dump(LAB.host(), registrar).elementsOf("OurEcho").equals(elements.keySet()));
        var terminal = RSPLIB.terminal(LAB.host(), "OurEcho", registrar);
        var first = Servers.echo(terminal, "one");
        elements.get(first).kill();

        assertThat(Servers.echo(terminal, "two")).isNotEqualTo(first).isIn(elements.keySet());
    }

    @Test
    void ourUserUsesTheirServers() {
        var servers = Servers.start(RSPLIB, LAB, "echo", List.of(registrar), 2);
        await().atMost(SOON)
                .until(() -> RSPLIB.dump(LAB.host(), registrar)
                                .elementsOf("EchoPool")
                                .size()
                        == 2);
        var client = user("EchoPool");
        assertThat(client.echo("one")).isEqualTo("one");
        servers.kill(servers.visited());

        await().atMost(SOON).ignoreExceptions().until(() -> client.echo("two").equals("two"));
    }

    @Test
    void ourUserUsesOurElements() {
        element("BothOurs", "0b000001");
        var client = user("BothOurs");
        await().atMost(SOON).ignoreExceptions().until(() -> client.echo("one").equals("one"));
    }
}
