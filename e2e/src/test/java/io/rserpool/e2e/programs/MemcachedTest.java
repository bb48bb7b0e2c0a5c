package io.rserpool.e2e.programs;

import static io.rserpool.e2e.programs.Clients.awaitOutput;
import static io.rserpool.e2e.programs.Clients.awaitSent;
import static io.rserpool.e2e.programs.Clients.killInAnswer;
import static io.rserpool.e2e.programs.Clients.result;
import static io.rserpool.e2e.programs.Clients.shell;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.e2e.local.LocalProcess;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** memcached with libmemcached's tools and a shell, in mode {@code memcached}. */
@Tag("programs")
class MemcachedTest {
    /** More than the buffers on its way hold. */
    private static final int LONG_VALUE = 32 << 20;

    private static final int VALUE = 100_000;
    private static final int KEYS = 20;

    /** What is typed goes to the server, what it says is shown. */
    private static final String DIALOGUE =
            "exec bash -c 'exec 3<>/dev/tcp/$0/$1; cat >&3 <&0 & exec cat <&3' \"$0\" \"$1\"";

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("memcached", 11211, MemcachedTest::start).in("memcached");

    private static LocalProcess start(Program.Place place) {
        var command = List.of(
                "memcached",
                "-l",
                place.address(),
                "-p",
                "" + place.port(),
                "-U",
                "0",
                "-u",
                "root",
                "-m",
                "512",
                "-I",
                "64m");
        return place.system().start(place.name(), command, Map.of());
    }

    @BeforeEach
    void fill() throws Exception {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            var script = "exec 3<>/dev/tcp/$0/$1; { set -e; for i in $(seq 1 $2); do"
                    + " printf 'set key%d 0 0 %d noreply\\r\\n' $i $3; seq $i 9999999 | head -c $3; printf '\\r\\n'; done;"
                    + " printf 'set long 0 0 %d noreply\\r\\n' $4; seq 99999999 | head -c $4; printf '\\r\\n';"
                    + " printf 'set count 0 0 1\\r\\n0\\r\\nquit\\r\\n'; } >&3; cat <&3";
            assertThat(result(POOL.client(List.of(
                            "bash",
                            "-c",
                            script,
                            POOL.serverAddress(number),
                            "" + POOL.port(),
                            "" + KEYS,
                            "" + VALUE,
                            "" + LONG_VALUE))))
                    .isEqualTo("STORED\r\n");
        }
    }

    private static String pool() {
        return POOL.address("memcached");
    }

    private static LocalProcess dialogue(String address) {
        return shell(POOL, DIALOGUE, address, POOL.port());
    }

    /** What a server says to this, without sidecars. */
    private static String said(String address, String request) throws Exception {
        var client = dialogue(address);
        client.enter(request + "\r\nquit\r");
        return result(client);
    }

    @ParameterizedTest
    @EnumSource
    void readsGoOn(Victim victim) throws Exception {
        var keys = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            keys.append(" key").append(1 + i % KEYS);
        }
        var read = "memccat --servers=$0:$1" + keys + " | sha256sum";
        var undisturbed = result(shell(POOL, read, POOL.serverAddress(1), POOL.port()));

        var failovers = POOL.failovers();
        var client = shell(POOL, read, pool(), POOL.port());
        POOL.killServing(victim, 10L * VALUE);
        assertThat(result(client)).isEqualTo(undisturbed);
        assertThat(POOL.failovers()).isGreaterThan(failovers);
    }

    @ParameterizedTest
    @EnumSource
    void answerGoesOnAtItsNextByte(Victim victim) throws Exception {
        var get = "memccat --servers=$0:$1 long | sha256sum";
        var undisturbed = result(shell(POOL, get, POOL.serverAddress(1), POOL.port()));

        var client = killInAnswer(
                POOL, victim, "get long\r\n".length(), LONG_VALUE, () -> shell(POOL, get, pool(), POOL.port()));
        assertThat(result(client)).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @EnumSource
    void dialogueGoesOnBetweenItsRequests(Victim victim) throws Exception {
        var client = dialogue(pool());
        client.enter("set shared 7 0 3\r\none\r\nget shared\r");
        awaitOutput(client, "STORED\r\nVALUE shared 7 3\r\none\r\nEND\r\n"::equals);
        var number = POOL.moveFrom(victim);
        client.enter("incr count 5\r\nset shared 7 0 3\r\ntwo\r\nquit\r");

        assertThat(result(client)).endsWith("END\r\n5\r\nSTORED\r\n");
        assertThat(said(POOL.otherAddress(number), "get shared")).contains("\r\ntwo\r\n");
    }

    /** The server is frozen: the command is with it, and nobody can know whether it was executed. */
    @Test
    void writeUnderWayEndsTheSession() throws Exception {
        var client = dialogue(pool());
        client.enter("version\r");
        awaitOutput(client, output -> output.startsWith("VERSION"));
        var version = client.output();
        var number = POOL.serving(1);
        POOL.server(number).signal("STOP");
        client.enter("incr count 1\r");
        awaitSent(POOL, "version\r\nincr count 1\r\n".length());
        POOL.kill(Victim.SERVER, number);

        client.awaitExit(30);
        assertThat(client.output().replace(version, "")).doesNotContain("1");
        assertThat(said(POOL.otherAddress(number), "get count")).contains("\r\n0\r\n");
    }

    @Test
    void copyUnderWayFails() throws Exception {
        POOL.signalServers("STOP");
        var client = shell(
                POOL,
                "cd $2; seq 20000 > copied; exec memccp --servers=$0:$1 copied",
                pool(),
                POOL.port(),
                POOL.directory());
        awaitSent(POOL, 100_000);
        var number = POOL.serving(0);
        POOL.kill(Victim.SERVER, number);
        POOL.signalServers("CONT");
        assertThat(client.awaitExit(30)).as(client.output()).isNotZero();
        assertThat(said(POOL.otherAddress(number), "get copied")).isEqualTo("END\r\n");
    }
}
