package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our SCTP in user space, over IP and over UDP, and the kernel's, which RSPLIB uses. */
@Tag("interop")
class UserSpaceTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final int PORT = 7777;

    @RegisterExtension
    static final Lab LAB = new Lab();

    @ParameterizedTest
    @EnumSource(names = {"IP", "UDP"})
    void ourRegistrarElementAndUserWithTheirs(Transport transport) {
        var rsplib = new Rsplib(LAB, transport);
        var ours = new Ours(LAB, transport);
        var registrar = LAB.host();
        ours.registrar(registrar);
        var server = Servers.start(rsplib, LAB, "echo", List.of(registrar), 1);
        await().atMost(SOON).until(() -> ours.elementsOf(registrar, "EchoPool").size() == 1);

        var user = LAB.host();
        ours.user(user, List.of(registrar), Map.of("rserpool.pu.pools.EchoPool.listen", user.at(PORT)));
        assertThat(new EchoClient(user.address(), PORT).echo("to their element"))
                .isEqualTo("to their element");
        assertThat(server.visited()).isNotEmpty();

        var element = LAB.host();
        LAB.start(element, "socat", List.of("socat", "TCP-LISTEN:" + PORT + ",fork,reuseaddr", "EXEC:cat"), Map.of());
        ours.element(element, List.of(registrar), Map.of("rserpool.pe.pools.OurEcho.server", "127.0.0.1:" + PORT));
        await().atMost(SOON).until(() -> ours.elementsOf(registrar, "OurEcho").size() == 1);
        var terminal = rsplib.terminal(LAB.host(), "OurEcho", registrar);
        assertThat(Servers.echo(terminal, "one"))
                .isEqualTo(ours.elementsOf(registrar, "OurEcho").getFirst());
    }
}
