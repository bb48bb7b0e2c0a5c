package io.rserpool.e2e.programs;

import static io.rserpool.e2e.programs.Clients.awaitOutput;
import static io.rserpool.e2e.programs.Clients.result;
import static io.rserpool.e2e.programs.Clients.shell;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL with psql, in mode {@code reconnect}: what was under way ends with an error, the next connection reaches the other server. */
@Tag("programs")
class PostgresTest {
    /** As nobody of a user namespace, since it refuses to run as root. */
    private static final String SERVER = """
            as_user='unshare --user --map-user=65534 --map-group=65534'
            if [ ! -e "$0/data/ready" ]; then
              $as_user initdb -D "$0/data" -U postgres -A trust -E UTF8 --locale=C --no-sync && touch "$0/data/ready" || exit 1
            fi
            exec $as_user postgres -D "$0/data" -h "$1" -p "$2" -c unix_socket_directories= -c fsync=off
            """;

    private static final String PSQL = "psql -X -n -h $0 -p $1 -U postgres postgres ";

    private static final String WHO = "SELECT inet_server_addr();";

    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("postgres", 5432, PostgresTest::start).in("reconnect");

    private static LocalProcess start(Program.Place place) {
        return place.system()
                .start(
                        place.name(),
                        List.of("sh", "-c", SERVER, place.work().toString(), place.address(), "" + place.port()),
                        Map.of());
    }

    @BeforeEach
    void fill() {
        for (int number = 1; number <= PoolOfPrograms.COUNT; number++) {
            var address = POOL.serverAddress(number);
            // It recovers from its death.
            await("it answers")
                    .ignoreExceptions()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(asked(address, "DROP TABLE IF EXISTS t; CREATE TABLE t (i int)"))
                            .contains("CREATE TABLE"));
        }
    }

    private static String pool() {
        return POOL.address("reconnect");
    }

    /** psql, to which lines are typed. */
    private static LocalProcess psql(String address) {
        return shell(POOL, "exec " + PSQL + "-At", address, POOL.port());
    }

    private static String asked(String address, String query) throws Exception {
        return result(shell(POOL, "exec " + PSQL + "-Atc \"$2\"", address, POOL.port(), query));
    }

    @ParameterizedTest
    @EnumSource
    void copyUnderWayIsSeenToBeCut(Victim victim) throws Exception {
        // Nothing is taken from psql until something is typed.
        var copy = "exec bash -c 'set -o pipefail; exec 3<&0; " + PSQL
                + "-c \"COPY (SELECT i, md5(i::text) FROM generate_series(1, 1000000) i) TO STDOUT\""
                + " | { read -r -u 3; cat; } > $2' \"$0\" \"$1\" \"$2\"";
        var whole = POOL.directory().resolve("whole");
        var cut = POOL.directory().resolve("cut-" + victim);
        var undisturbed = shell(POOL, copy, POOL.serverAddress(1), POOL.port(), whole);
        undisturbed.enter("go");
        result(undisturbed);

        var client = shell(POOL, copy, pool(), POOL.port(), cut);
        var number = POOL.killServing(victim, 1 << 18);
        client.enter("go");
        assertThat(client.awaitExit(30)).isNotZero();
        assertThat(client.output()).contains("connection");
        assertThat(Files.mismatch(whole, cut))
                .as("what came is right")
                .isEqualTo(Files.size(cut))
                .isLessThan(Files.size(whole));
        assertThat(asked(pool(), WHO)).isEqualTo(POOL.otherAddress(number) + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void queryUnderWayEndsAtOnce(Victim victim) throws Exception {
        var client = shell(POOL, "exec " + PSQL + "-Atc \"SELECT 'late' FROM pg_sleep(60)\"", pool(), POOL.port());
        var number = POOL.serving(1);
        await().atMost(Duration.ofSeconds(30)).until(() -> asked(
                        POOL.serverAddress(number),
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
                .equals("1\n"));
        POOL.kill(victim, number);
        assertThat(client.awaitExit(20)).isNotZero();
        assertThat(client.output()).contains("connection").doesNotContain("late");
    }

    /** psql gives up: it reads a script, and does not know how much of it was done. */
    @ParameterizedTest
    @EnumSource
    void transactionIsNotCommittedElsewhere(Victim victim) throws Exception {
        var client = psql(pool());
        client.enter("BEGIN; INSERT INTO t VALUES (1);");
        awaitOutput(client, "BEGIN\nINSERT 0 1\n"::equals);
        var number = POOL.serving(1);
        var before = victim == Victim.SERVER ? ends(number) : 0;
        POOL.kill(victim, number);
        // It is over for the client, or its server is seen to have ended it: psql, which waits for its user, does not
        // look.
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        POOL.page().path("total").asInt() == 0 || (victim == Victim.SERVER && ends(number) > before));
        client.enter("COMMIT;");
        assertThat(client.awaitExit(20)).isNotZero();
        assertThat(client.output()).contains("connection to server was lost").doesNotContain("COMMIT");
        assertThat(asked(POOL.otherAddress(number), "SELECT count(*) FROM t")).isEqualTo("0\n");
    }

    /** Ends of connections that the server's pe-sidecar has judged. */
    private static double ends(int number) throws IOException {
        var system = POOL.system();
        return system.management(system.elementAddress(number)).metric("rserpool_pe_server_ends_total");
    }

    /** At a terminal it connects again by itself. */
    @Test
    void psqlOfAPersonGoesOnAtTheOtherServer() throws Exception {
        var client = POOL.client(List.of(
                "script",
                "-qec",
                PSQL.replace("$0", pool()).replace("$1", "" + POOL.port()) + "-At -P pager=off",
                "/dev/null"));
        client.enter(WHO);
        awaitOutput(client, output -> output.contains(POOL.serverAddress(1)) || output.contains(POOL.serverAddress(2)));
        var number = POOL.killServing(Victim.SERVER, 1);
        assertThat(client.output()).contains(POOL.serverAddress(number));
        client.enter(WHO);
        awaitOutput(client, output -> output.contains("Attempting reset: Succeeded."));
        client.enter(WHO);
        awaitOutput(client, output -> output.contains(POOL.otherAddress(number)));
        client.enter("\\q");
        result(client);
    }
}
