package io.rserpool.e2e.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.core.ConditionTimeoutException;

/** What every scene has: registrars, servers with their pe-sidecars, one pu-sidecar. */
final class Stage {
    static final int REGISTRARS = 3;
    static final int SERVERS = 3;

    private static final String POOL = "demo";

    private final LocalSystem system;
    private final Scene scene;
    private final Screen screen;
    private final List<LocalProcess> servers = new ArrayList<>();

    Stage(LocalSystem system, Scene scene, Screen screen) {
        this.system = system;
        this.scene = scene;
        this.screen = screen;
    }

    LocalSystem system() {
        return system;
    }

    Screen screen() {
        return screen;
    }

    /** Where clients find the pool. */
    String serviceAddress() {
        return system.serviceAddress();
    }

    String serverAddress(int number) {
        return system.serverAddress(number);
    }

    LocalProcess server(int number) {
        return servers.get(number - 1);
    }

    void restart(int number) {
        servers.set(number - 1, scene.startServer(system, number, serverAddress(number)));
    }

    /**
     * Starts everything and waits until it is complete.
     *
     * @throws IllegalStateException it did not come up
     */
    void start() throws Exception {
        for (int number = 1; number <= REGISTRARS; number++) {
            system.startRegistrar(number);
        }
        scene.prepare(system);
        for (int number = 1; number <= SERVERS; number++) {
            servers.add(scene.startServer(system, number, serverAddress(number)));
            system.startElement(
                    number, Map.of("rserpool.pe.pools." + POOL + ".server", serverAddress(number) + ":" + Scene.PORT));
        }
        var user = new TreeMap<String, String>();
        user.put("rserpool.pu.pools." + POOL + ".listen", serviceAddress() + ":" + Scene.PORT);
        scene.pool().forEach((key, value) -> user.put("rserpool.pu.pools." + POOL + "." + key, value));
        system.startUser(user);
        try {
            await().atMost(Duration.ofSeconds(120)).until(() -> Topology.complete(system, REGISTRARS, SERVERS));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> system.management(system.userAddress()).ready());
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("the system did not come up within two minutes", e);
        }
        introduce();
    }

    private void introduce() {
        for (int number = 1; number <= REGISTRARS; number++) {
            screen.event("registrar-%d  %s", number, Topology.summary(system, number));
        }
        for (int number = 1; number <= SERVERS; number++) {
            screen.event(
                    "server-%d     %s, pid %d; its pe-sidecar at %s",
                    number, scene.program(), server(number).pid(), system.elementAddress(number));
        }
    }

    /** The page of the pu-sidecar: sessions and failovers. */
    JsonNode sessions() throws IOException {
        return system.management(system.userAddress()).json("/sessions");
    }

    /**
     * The server that serves a session; 0 if none does now.
     *
     * @param session 0 = that which began first, of those that live; the page has them in this order
     */
    int serving(int session) {
        try {
            return sessions()
                    .path("sessions")
                    .valueStream()
                    .skip(session)
                    .mapToInt(each -> number(each.path("element").asText()))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The number of an element's server; 0 if it is none of ours. */
    int number(String element) {
        return system.elementNumber(element);
    }
}
