package io.rserpool.e2e.programs;

import static io.rserpool.e2e.programs.Clients.awaitOutput;
import static io.rserpool.e2e.programs.Clients.awaitSent;
import static io.rserpool.e2e.programs.Clients.killInAnswer;
import static io.rserpool.e2e.programs.Clients.result;
import static io.rserpool.e2e.programs.Clients.session;
import static io.rserpool.e2e.programs.Clients.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.RedisServer;
import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** redis-server with redis-cli and redis-benchmark, in mode {@code redis}. */
@Tag("programs")
class RedisTest {
    /** More than the buffers on its way hold. */
    private static final int LONG_VALUE = 32 << 20;

    private static final int KEYS = 100;
    private static final int READS = 15_000;

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms(
                    "redis",
                    6379,
                    place -> RedisServer.start(place.system(), place.name(), place.address(), place.port()))
            .in("redis");

    @BeforeEach
    void fill() throws Exception {
        var commands = new ArrayList<String>();
        commands.add("FLUSHALL");
        for (int key = 0; key < KEYS; key++) {
            commands.add("SET key" + key + " " + "%d,".formatted(key).repeat(1 + 10 * key));
            commands.add("RPUSH list " + key);
        }
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            assertThat(answers(POOL.serverAddress(number), commands)).doesNotContain("ERR", "Could not");
        }
    }

    /** redis-cli, to which commands are typed. */
    private static LocalProcess cli(String address) {
        return POOL.client(List.of("redis-cli", "-h", address, "-p", "" + POOL.port()));
    }

    /** What redis-cli makes of a file of commands. */
    private static LocalProcess cli(String address, List<String> commands) throws IOException {
        var file = Files.write(Files.createTempFile(POOL.directory(), "commands", ""), commands);
        return shell(POOL, "redis-cli -h $0 -p $1 < $2", address, "" + POOL.port(), file.toString());
    }

    private static String answers(String address, List<String> commands) throws Exception {
        return result(cli(address, commands));
    }

    private static String pool() {
        return POOL.address("redis");
    }

    @ParameterizedTest
    @EnumSource
    void readsGoOn(Victim victim) throws Exception {
        var reads = new ArrayList<>(List.of("SELECT 0", "CLIENT SETNAME reader"));
        for (int i = 0; i < READS; i++) {
            reads.add(i % 7 == 0 ? "LRANGE list 0 -1" : "GET key" + i % KEYS);
        }
        reads.add("CLIENT GETNAME");
        var undisturbed = answers(POOL.serverAddress(1), reads);

        var failovers = POOL.failovers();
        var client = cli(pool(), reads);
        POOL.killServing(victim, undisturbed.length() / 8);
        assertThat(result(client).equals(undisturbed)).as("as undisturbed").isTrue();
        assertThat(POOL.failovers()).isGreaterThan(failovers);
    }

    @ParameterizedTest
    @EnumSource
    void answerGoesOnAtItsNextByte(Victim victim) throws Exception {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            assertThat(result(shell(
                            POOL,
                            "seq 9999999 | head -c $2 | redis-cli -h $0 -p $1 -x SET long",
                            POOL.serverAddress(number),
                            "" + POOL.port(),
                            Integer.toString(LONG_VALUE))))
                    .isEqualTo("OK\n");
        }
        var get = "redis-cli -h $0 -p $1 GET long | sha256sum";
        var undisturbed = result(shell(POOL, get, POOL.serverAddress(1), "" + POOL.port()));

        var client = killInAnswer(
                POOL, victim, "GET long".length(), LONG_VALUE, () -> shell(POOL, get, pool(), POOL.port()));
        assertThat(result(client)).isEqualTo(undisturbed);
    }

    @ParameterizedTest
    @EnumSource
    void transactionIsTypedSlowly(Victim victim) throws Exception {
        var client = cli(pool());
        client.enter("MULTI");
        client.enter("INCR count");
        awaitOutput(client, "OK\nQUEUED\n"::equals);
        var number = POOL.moveFrom(victim);
        client.enter("INCR count");
        client.enter("EXEC");
        client.enter("quit");

        assertThat(result(client)).isEqualTo("OK\nQUEUED\nQUEUED\n1\n2\n");
        assertThat(answers(POOL.otherAddress(number), List.of("GET count"))).isEqualTo("2\n");
    }

    @ParameterizedTest
    @EnumSource
    void subscriptionIsSetUpAgain(Victim victim) throws Exception {
        var client = POOL.client(List.of("redis-cli", "-h", pool(), "-p", "" + POOL.port(), "SUBSCRIBE", "news"));
        var begin = "subscribe\nnews\n1\n";
        awaitOutput(client, begin::equals);
        var number = POOL.serving(1);
        publish(POOL.serverAddress(number), "first");
        awaitOutput(client, (begin + "message\nnews\nfirst\n")::equals);
        POOL.kill(victim, number);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> publish(POOL.otherAddress(number), "second"));
        awaitOutput(client, (begin + "message\nnews\nfirst\nmessage\nnews\nsecond\n")::equals);
        client.terminate();
    }

    /** Says something to the one subscriber of a server. */
    private static void publish(String address, String text) throws Exception {
        assertThat(answers(address, List.of("PUBLISH news " + text))).isEqualTo("1\n");
    }

    @Test
    void replicaIsLeftForThePrimary() throws Exception {
        assertThat(answers(POOL.serverAddress(1), List.of("REPLICAOF " + POOL.serverAddress(2) + " " + POOL.port())))
                .isEqualTo("OK\n");
        try {
            var failovers = POOL.failovers();
            // The pool's elements take turns: one of two sessions meets the replica first.
            for (int i = 1; i <= 2; i++) {
                assertThat(answers(pool(), List.of("INCR count", "GET count"))).isEqualTo(i + "\n" + i + "\n");
            }
            assertThat(POOL.failovers()).isEqualTo(failovers + 1);
        } finally {
            answers(POOL.serverAddress(1), List.of("REPLICAOF NO ONE"));
        }
    }

    /** The server is frozen: the command is with it, and nobody can know whether it was executed. */
    @Test
    void writeUnderWayEndsTheSession() throws Exception {
        var client = cli(pool());
        client.enter("GET key1");
        var number = POOL.serving(1);
        POOL.server(number).signal("STOP");
        var sent = session(POOL, "bytesToServer");
        client.enter("INCR count");
        client.enter("GET key1");
        awaitSent(POOL, sent + "INCR count".length());
        POOL.kill(Victim.SERVER, number);
        client.enter("quit");

        assertThat(result(client)).contains("Error: ");
        assertThat(answers(POOL.otherAddress(number), List.of("GET count"))).isEqualTo("\n");
    }

    @Test
    void blockedClientIsToldOfTheEnd() throws Exception {
        var client = cli(pool());
        client.enter("BLPOP nothing 0");
        var number = await().atMost(Duration.ofSeconds(30)).until(RedisTest::blocked, blocked -> blocked > 0);
        POOL.kill(Victim.SERVER, number);
        client.enter("quit");
        assertThat(result(client)).startsWith("Error: ");
    }

    private static int blocked() throws Exception {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            if (answers(POOL.serverAddress(number), List.of("INFO clients")).contains("blocked_clients:1")) {
                return number;
            }
        }
        return 0;
    }

    /** It ends at the first error. */
    @Test
    void benchmarkOfReadsGoesOn() throws Exception {
        var client = benchmark("get");
        POOL.killServing(Victim.SERVER, 10_000);
        assertThat(result(client)).contains("requests per second");
    }

    @Test
    void benchmarkOfWritesIsToldOfTheEnd() throws Exception {
        var client = benchmark("incr");
        POOL.killServing(Victim.SERVER, 10_000);
        assertThat(client.awaitExit(60)).isNotZero();
        assertThat(client.output()).contains("Error: ");
    }

    private static LocalProcess benchmark(String test) {
        return POOL.client(List.of(
                "redis-benchmark", "-h", pool(), "-p", "" + POOL.port(), "-t", test, "-n", "200000", "-c", "20", "-q"));
    }
}
