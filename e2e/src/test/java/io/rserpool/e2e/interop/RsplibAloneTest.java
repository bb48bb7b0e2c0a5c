package io.rserpool.e2e.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.lab.Lab;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** RSPLIB without us: shows that the lab and its checks tell right from wrong. */
@Tag("interop")
class RsplibAloneTest {
    private static final String POOL = "EchoPool";

    @RegisterExtension
    static final Lab LAB = new Lab();

    private final Rsplib rsplib = new Rsplib(LAB, Transport.KERNEL);

    @Test
    void itsTerminalGoesToItsSecondServerWhenTheFirstIsKilled() {
        var registrar = LAB.host();
        rsplib.registrar(registrar);
        var servers = Servers.start(rsplib, LAB, "echo", List.of(registrar), 2);
        var observer = LAB.host();
        await().until(() -> rsplib.dump(observer, registrar).elementsOf(POOL).size() == 2);

        var terminal = rsplib.terminal(LAB.host(), POOL, registrar);
        var first = Servers.echo(terminal, "one");
        servers.kill(first);
        var second = Servers.echo(terminal, "two");

        assertThat(second).isNotEqualTo(first);
        assertThat(rsplib.dump(observer, registrar).elementsOf(POOL)).isEqualTo(Set.of(second));
        assertThat(LAB.capture().packets("asap.message_type == 0x01", "ip.src")).isNotEmpty();
    }
}
