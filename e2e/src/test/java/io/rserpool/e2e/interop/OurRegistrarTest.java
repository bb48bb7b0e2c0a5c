package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Our registrar; elements and users are RSPLIB's. A serving element is killed, and its user goes on with the other. */
@Tag("interop")
class OurRegistrarTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    /** {@code Ack #35 from PE $10f8228a (reply #35)} */
    private static final Pattern PONG = Pattern.compile("Ack #\\d+ from PE \\$([0-9a-f]{8}) \\(reply #(\\d+)\\)");

    private static final Transport TRANSPORT = Transport.KERNEL;

    @RegisterExtension
    static final Lab LAB = new Lab();

    private static final Rsplib RSPLIB = new Rsplib(LAB, TRANSPORT);
    private static final Ours OURS = new Ours(LAB, TRANSPORT);
    private static LabHost registrar;

    @BeforeAll
    static void startRegistrar() {
        registrar = LAB.host();
        OURS.registrar(registrar);
    }

    /** Two servers of a service, both registered. */
    private static Servers servers(String service, String pool) {
        var servers = Servers.start(RSPLIB, LAB, service, List.of(registrar), 2);
        await().atMost(SOON).until(() -> OURS.elementsOf(registrar, pool).size() == 2);
        return servers;
    }

    private static LocalProcess user(String program, String... options) {
        return RSPLIB.user(LAB.host(), program, List.of(registrar), options);
    }

    @Test
    void echo() {
        var servers = servers("echo", "EchoPool");
        var terminal = RSPLIB.terminal(LAB.host(), "EchoPool", registrar);
        var first = Servers.echo(terminal, "one");
        servers.kill(first);

        var second = Servers.echo(terminal, "two");

        assertThat(second).isNotEqualTo(first);
        assertThat(OURS.elementsOf(registrar, "EchoPool")).containsExactly(second);
        assertThat(RSPLIB.dump(LAB.host(), registrar).elementsOf("EchoPool")).isEqualTo(Set.of(second));
    }

    /** A daytime server ends each session, which the terminal takes for a failure: it sees both servers in turn. */
    @Test
    void daytime() {
        var servers = servers("daytime", "DaytimePool");
        var terminal = RSPLIB.terminal(LAB.host(), "DaytimePool", registrar);
        await().atMost(SOON).until(() -> servers.identifiers().stream()
                .noneMatch(server ->
                        Rsplib.lines(terminal, "from PE $" + server + ">").isEmpty()));
        terminal.kill();
    }

    @Test
    void discard() {
        var servers = servers("discard", "DiscardPool");
        var terminal = RSPLIB.terminal(LAB.host(), "DiscardPool", registrar);
        terminal.enter("nobody answers this");
        assertThat(servers.visited()).isNotEmpty();
    }

    @Test
    void pingPongGoesOnWithTheCookie() {
        var servers = servers("pingpong", "PingPongPool");
        var client = user("pingpongclient", "-interval=100");
        await().atMost(SOON).until(() -> pongs(client).size() > 10);
        var first = pongs(client).getLast().server();
        servers.kill(first);

        await().atMost(SOON).until(() -> !pongs(client).getLast().server().equals(first));

        // Replies are counted in the cookie: the second server goes on counting where the first one ended.
        var pongs = pongs(client);
        var last = pongs.stream().filter(pong -> pong.server().equals(first)).toList();
        var next = pongs.stream().filter(pong -> !pong.server().equals(first)).toList();
        assertThat(next.getFirst().reply()).isGreaterThan(last.getLast().reply());
        client.kill();
    }

    private record Pong(String server, int reply) {}

    private static List<Pong> pongs(LocalProcess client) {
        return PONG.matcher(Rsplib.text(client))
                .results()
                .map(match -> new Pong(match.group(1), Integer.parseInt(match.group(2))))
                .toList();
    }

    @Test
    void calculationsGoOn() {
        var servers = servers("calcapp", "CalcAppPool");
        var client = user("calcappclient", "-jobinterval=0.5", "-jobsize=2000000");
        servers.kill(servers.visited());
        int completed = Rsplib.lines(client, "completed:").size();

        await().atMost(SOON).until(() -> Rsplib.lines(client, "completed:").size() > completed + 1);
        assertThat(OURS.elementsOf(registrar, "CalcAppPool")).hasSize(1);
        client.kill();
    }

    @Test
    void aFractalIsPaintedToItsEnd() {
        var servers = servers("fractal", "FractalGeneratorPool");
        var client = user("fractalpooluser", "-width=640", "-height=480", "-threads=1");
        var first = servers.visited();
        servers.kill(first);
        var second = servers.other(first);

        await().atMost(SOON).until(() -> servers.text(second).contains("has been stopped"));
        client.kill();
    }
}
