package io.rserpool.e2e.bench;

import static org.awaitility.Awaitility.await;

import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.setup.CredentialFiles;
import io.rserpool.transport.setup.Membership;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Death of a registrar until another is home to all of its elements, each on a host of its own, and has heard of each. */
@Command(
        name = "takeover",
        mixinStandardHelpOptions = true,
        description = "Death of a registrar until another is home to its elements.")
final class TakeoverBench implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofMillis(50);

    @Option(names = "--elements", description = "Pool elements (default: ${DEFAULT-VALUE}).")
    private int elements = 1000;

    @Mixin
    private InTurn inTurn = new InTurn();

    @Override
    public Integer call() throws Exception {
        inTurn.run(this::measure);
        return 0;
    }

    private void measure(boolean secured) throws Exception {
        try (var system = new LocalSystem(LocalSystem.project(), Files.createTempDirectory("bench-takeover"), 2);
                var loop = new SelectorEventLoop("elements")) {
            var authority = InTurn.authority(system, secured);
            var first = system.startRegistrar(1);
            system.startRegistrar(2);
            await().atMost(PATIENCE)
                    .until(() -> system.management(system.registrarAddress(1)).ready()
                            && system.management(system.registrarAddress(2)).ready());
            var membership = authority == null
                    ? null
                    : membership(authority.credentials("element", "rserpool://default/pool-element?serve=*"));
            var hosts = new ElementHosts(
                    loop,
                    ThreadLocalRandom.current().nextInt(1, 255),
                    InetAddress.ofLiteral(system.registrarAddress(1)),
                    membership,
                    elements);
            hosts.start();
            await().atMost(PATIENCE).until(() -> hosts.registered() == elements && known(system) == elements);
            var former = homes(system);
            long start = System.nanoTime();
            first.kill();
            await().atMost(PATIENCE).pollInterval(LOOK).until(() -> {
                var homes = homes(system);
                return homes.size() == 1 && !homes.equals(former);
            });
            long taken = System.nanoTime();
            await().atMost(PATIENCE).pollInterval(LOOK).until(() -> hosts.takenOver() == elements);
            System.out.println(String.format(
                    Locale.ROOT,
                    "%d elements: another home after %.2f s, each asked by it after %.2f s, %d known then",
                    elements,
                    (taken - start) / 1e9,
                    (System.nanoTime() - start) / 1e9,
                    known(system)));
        }
    }

    private static Membership membership(Map<String, String> keys) {
        return Membership.of(
                new CredentialFiles(file(keys, "certificate-file"), file(keys, "key-file"), file(keys, "trust-file")));
    }

    private static Path file(Map<String, String> keys, String key) {
        return Path.of(keys.get("rserpool.security." + key));
    }

    /** {@return the homes of all elements, as the second registrar knows them} */
    private static Set<String> homes(LocalSystem system) throws IOException {
        var homes = new HashSet<String>();
        for (var pool : system.management(system.registrarAddress(2))
                .json("/handlespace")
                .path("pools")) {
            pool.path("elements")
                    .forEach(element -> homes.add(element.path("home").asText()));
        }
        return homes;
    }

    private static int known(LocalSystem system) throws IOException {
        return system.registered(2);
    }
}
