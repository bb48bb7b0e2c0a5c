package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Bare TCP: whoever connects is sent the file. */
final class SocatScene extends DownloadScene {
    SocatScene(Path directory, int megabytes, int megabytesPerSecond) {
        super(directory, megabytes, megabytesPerSecond);
    }

    @Override
    public String program() {
        return "socat";
    }

    @Override
    public Map<String, String> pool() {
        return Map.of("failover", "replay");
    }

    @Override
    public LocalProcess startServer(LocalSystem system, int number, String address) {
        return system.startFileServer("server-" + number, address, PORT, file());
    }

    @Override
    List<String> client(String address) {
        return List.of("socat", "-b65536", "-u", "TCP:" + address + ":" + PORT, "STDOUT");
    }

    @Override
    public String resumed(JsonNode failover) {
        return "%d MB that the client has already were compared and skipped"
                .formatted(failover.path("skippedBytes").asLong() >> 20);
    }
}
