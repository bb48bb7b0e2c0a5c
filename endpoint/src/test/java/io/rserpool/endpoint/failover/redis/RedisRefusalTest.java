package io.rserpool.endpoint.failover.redis;

import static io.rserpool.endpoint.failover.redis.RedisFailoverTest.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.endpoint.failover.DialogueDriver;
import io.rserpool.endpoint.failover.Unprotected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements that do not serve what they are asked for. */
class RedisRefusalTest {
    private static final String READONLY = "-READONLY You can't write against a read only replica.\r\n";
    private static final String LOADING = "-LOADING Redis is loading the dataset in memory\r\n";

    private final MiniRedis server = new MiniRedis();

    /** The first element answers so, the second serves. */
    private DialogueDriver after(String refusal) {
        return after(refusal, RedisSettings.DEFAULT);
    }

    private DialogueDriver after(String refusal, RedisSettings settings) {
        server.refuses = refusal;
        var driver = new DialogueDriver(setting -> new RedisFailover(settings, setting), server::connect);
        server.refuses = "";
        return driver;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void writesRefusedByAReplicaAreSentToAnotherElement(int size) {
        var driver = after(READONLY)
                .split(most -> Math.min(size, most))
                .send(command("SET", "a", "1") + command("SET", "b", "2") + command("PING"));

        assertThat(driver.text()).isEqualTo("+OK\r\n+OK\r\n+PONG\r\n");
        assertThat(driver.moves).isEqualTo(1);
        assertThat(driver.detail).isEqualTo("SET is refused: READONLY");
        assertThat(server.writes).containsExactly("SET a 1", "SET b 2");
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void readsRefusedByOneThatLoadsAreSentToAnother() {
        server.data.put("0k", "v");
        var driver = after(LOADING).send(command("GET", "k") + command("GET", "k"));

        assertThat(driver.text()).isEqualTo("$1\r\nv\r\n$1\r\nv\r\n");
        assertThat(driver.connections).isEqualTo(2);
    }

    @Test
    void refusalInATransactionMovesItAsFarAsItIs() {
        var driver = after(READONLY)
                .send(command("MULTI"))
                .send(command("SET", "a", "1"))
                .send(command("EXEC"));

        assertThat(driver.text()).isEqualTo("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n");
        assertThat(driver.moves).isEqualTo(1);
    }

    @Test
    void refusalIsTheClientsWhenNobodyServes() {
        server.refuses = READONLY;
        var driver = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), server::connect);
        driver.mostMoves = 3;
        driver.send(command("SET", "a", "1"));

        assertThat(driver.text()).isEqualTo(READONLY);
        assertThat(driver.connections).isEqualTo(4);
        assertThat(driver.dialogue.unprotected()).isNull();
        assertThat(driver.dialogue.held()).isZero();
        assertThat(driver.send(command("PING")).text()).isEqualTo(READONLY + "+PONG\r\n");
    }

    @Test
    void sessionStaysIfSomethingElseMayHaveBeenExecuted() {
        var driver = after(READONLY).send(command("SET", "a", "1") + command("EVAL", "x", "0") + command("PING"));

        assertThat(driver.text()).isEqualTo(READONLY + "-ERR unknown command\r\n+PONG\r\n");
        assertThat(driver.connections).isEqualTo(1);
        assertThat(driver.dialogue.unprotected()).isNull();
    }

    @Test
    void sessionThatIsNotProtectedStays() {
        var driver = after(READONLY).send(command("WATCH", "k")).send(command("SET", "a", "1"));

        assertThat(driver.text()).isEqualTo("+OK\r\n" + READONLY);
        assertThat(driver.dialogue.unprotected()).isEqualTo(Unprotected.WATCH);
    }

    @Test
    void errorsAreRefusalsOnlyIfTheSettingsSaySo() {
        var driver =
                after(READONLY, RedisSettings.DEFAULT.withElsewhere("LOADING")).send(command("SET", "a", "1"));

        assertThat(driver.text()).isEqualTo(READONLY);
    }

    @Test
    void elementThatIsFullIsLeft() {
        var full = new DialogueDriver.Peer() {
            @Override
            public byte[] greeting() {
                return Arguments.latin1("-ERR max number of clients reached\r\n");
            }

            @Override
            public byte[] take(byte[] bytes) {
                return new byte[0];
            }
        };
        var first = new boolean[] {true};
        var driver = new DialogueDriver(setting -> new RedisFailover(RedisSettings.DEFAULT, setting), () -> {
            var peer = first[0] ? full : server.connect();
            first[0] = false;
            return peer;
        });

        assertThat(driver.send("").send(command("PING")).text()).isEqualTo("+PONG\r\n");
        assertThat(driver.moves).isEqualTo(1);
    }

    @Test
    void stateRefusedByOneThatLoadsIsSetUpAtAnother() {
        var driver = after("").send(command("MULTI") + command("SET", "a", "1"));
        server.refuses = LOADING;
        var connections = server.connections.size();
        driver.kill();
        driver.mostMoves = 0;
        assertThat(server.connections.size()).isGreaterThan(connections);
        assertThat(driver.broken).isNotEqualTo(Unprotected.NOT_UNDERSTOOD);
    }
}
