package io.rserpool.e2e.programs;

import static io.rserpool.e2e.programs.Clients.awaitOutput;
import static io.rserpool.e2e.programs.Clients.result;

import io.rserpool.e2e.local.LocalProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** mosquitto with mosquitto_sub and mosquitto_pub, in mode {@code reconnect}: MQTT's clients connect again by themselves. */
@Tag("programs")
class MosquittoTest {
    @RegisterExtension
    static final PoolOfPrograms POOL = new PoolOfPrograms("mosquitto", 1883, MosquittoTest::start).in("reconnect");

    private static LocalProcess start(Program.Place place) {
        var file = place.work().resolve("mosquitto.conf");
        try {
            Files.writeString(file, """
                    listener %d %s
                    allow_anonymous true
                    user root
                    log_type all
                    """.formatted(place.port(), place.address()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place.system().start(place.name(), List.of("mosquitto", "-c", file.toString()), Map.of());
    }

    private static LocalProcess client(String program, String address, String... options) {
        var command = new ArrayList<>(List.of(program, "-h", address, "-p", "" + POOL.port(), "-q", "1"));
        command.addAll(List.of(options));
        return POOL.client(command);
    }

    /** Says something at a server, to those who listen there and to those who will. */
    private static void publish(String address, String topic, String text) throws Exception {
        result(client("mosquitto_pub", address, "-t", topic, "-m", text, "-r"));
    }

    @ParameterizedTest
    @EnumSource
    void subscriberHearsOfTheOtherServer(Victim victim) throws Exception {
        var topic = victim.name();
        var client = client("mosquitto_sub", POOL.address("reconnect"), "-t", topic);
        var number = POOL.serving(1);
        publish(POOL.serverAddress(number), topic, "first");
        awaitOutput(client, "first\n"::equals);
        POOL.kill(victim, number);
        publish(POOL.otherAddress(number), topic, "second");
        awaitOutput(client, "first\nsecond\n"::equals);
        client.terminate();
    }

    /** mosquitto_pub connects again, and sends again what was not acknowledged: MQTT's "at least once". */
    @ParameterizedTest
    @EnumSource
    void publisherGoesOnAtTheOtherServer(Victim victim) throws Exception {
        var topic = "typed-" + victim;
        var client = client("mosquitto_pub", POOL.address("reconnect"), "-t", topic, "-l");
        client.enter("first");
        var number = POOL.serving("CONNACK".length());
        var there = client("mosquitto_sub", POOL.otherAddress(number), "-t", topic);
        POOL.kill(victim, number);
        client.enter("second");
        awaitOutput(there, output -> output.endsWith("second\n"));
        client.terminate();
        there.terminate();
    }
}
