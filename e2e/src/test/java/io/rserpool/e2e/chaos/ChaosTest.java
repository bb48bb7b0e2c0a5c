package io.rserpool.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.load.LogWatch;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Parts of a system come to harm at random, one at a time, while clients of all modes talk: no wrong byte, no protected session lost, nothing done twice,
 * no memory that grows. What {@code e2e/chaos/run --help} says are system properties here, such as {@code chaos.seed}.
 */
@Tag("chaos")
final class ChaosTest {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("chaos.minutes", 2));
    private static final long SEED = Long.getLong("chaos.seed", new Random().nextInt(1_000_000));
    private static final boolean LIES = Boolean.getBoolean("chaos.lie");
    private static final int MOST_SHOWN = 50;
    private static final int CLIENTS = Integer.getInteger("chaos.clients", 3);
    private static final int LONGEST_REST_MILLIS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("MMdd-HHmmss");

    private final Path directory = LocalSystem.project()
            .resolve("e2e/target/chaos")
            .resolve(LocalDateTime.now().format(STAMP));
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final Map<Service, Tally> tallies = new EnumMap<>(Service.class);
    private final List<String> violations = new ArrayList<>();

    @Test
    void whateverDiesNoProtectedSessionIsLost() throws Exception {
        System.out.printf("seed %d, logs in %s%n", SEED, directory);
        try (var system = new ChaosSystem(directory, LIES)) {
            awaitWhole(system, Duration.ofSeconds(120));
            var memory = new MemoryWatch();
            var faults = new Faults(system, random.split());
            var clients = startClients(system);
            var end = System.nanoTime() + LENGTH.toNanos();
            var watch = Thread.ofVirtual().start(() -> watch(system, memory));
            while (System.nanoTime() - end < 0) {
                faults.next();
                awaitWhole(system, PATIENCE);
                Pauses.pass(Duration.ofMillis(random.nextInt(LONGEST_REST_MILLIS)));
            }
            watch.interrupt();
            watch.join();
            stop(clients);
            judge(system, faults, memory);
            awaitEnds(system);
        }
        assertThat(violations.size())
                .as("violations with seed %d, logs in %s", SEED, directory)
                .isZero();
    }

    private List<ChaosClients> startClients(ChaosSystem system) {
        var all = new ArrayList<ChaosClients>();
        for (var service : Service.used()) {
            var tally = new Tally();
            tallies.put(service, tally);
            for (int user = 1; user <= ChaosSystem.USERS; user++) {
                var clients = new ChaosClients(service, user, system.target(service, user), tally);
                clients.start(CLIENTS, random.split());
                all.add(clients);
            }
        }
        return all;
    }

    private static void stop(List<ChaosClients> clients) throws InterruptedException {
        clients.forEach(ChaosClients::stop);
        for (var each : clients) {
            each.close();
        }
    }

    private static void awaitEnds(ChaosSystem system) {
        for (int user = 1; user <= ChaosSystem.USERS; user++) {
            int each = user;
            await("all sessions over").atMost(PATIENCE).until(() -> system.sessions(each) == 0);
        }
    }

    private static void awaitWhole(ChaosSystem system, Duration patience) {
        await("every registrar knows every element, every pu-sidecar is ready")
                .atMost(patience)
                .untilAsserted(() -> assertThat(system.ailments()).isEmpty());
    }

    private static void watch(ChaosSystem system, MemoryWatch memory) {
        try {
            while (true) {
                memory.look(system);
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException over) {
            // It was told to stop.
        }
    }

    private void judge(ChaosSystem system, Faults faults, MemoryWatch memory) throws IOException {
        var users = IntStream.rangeClosed(1, ChaosSystem.USERS)
                .mapToObj(user -> new LostSessions(system.user(user)))
                .toList();
        var table = new ResultTable();
        for (var service : Service.used()) {
            var tally = Objects.requireNonNull(tallies.get(service));
            var judgement = new Judgement(faults, users);
            tally.endings().forEach(judgement::add);
            table.add(service, tally.exchanges(), failovers(system, service), judgement);
            violations.addAll(judgement.violations());
            violations.addAll(new Ledgers(system).violations(service, tally.acknowledged()));
            if (tally.exchanges() == 0) {
                violations.add(service + ": no exchange");
            }
        }
        memory.write(directory.resolve("memory.csv"));
        violations.addAll(memory.growths());
        violations.addAll(new LogWatch(directory).newErrors());
        for (int user = 1; user <= ChaosSystem.USERS; user++) {
            var page = system.userManagement(user).text("/sessions");
            Files.writeString(directory.resolve("pu-" + user + ".sessions.json"), page);
        }
        System.out.printf("%n%d faults in %d s, seed %d%n", faults.count(), LENGTH.toSeconds(), SEED);
        table.print();
        memory.print();
        violations.stream().limit(MOST_SHOWN).forEach(each -> System.out.println("VIOLATION " + each));
    }

    private static long failovers(ChaosSystem system, Service service) throws IOException {
        long sum = 0;
        for (int user = 1; user <= ChaosSystem.USERS; user++) {
            sum += (long)
                    system.userManagement(user).metric("rserpool_pu_failovers_total", "pool=\"" + service.key() + '"');
        }
        return sum;
    }
}
