package io.rserpool.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** curl and web servers: nginx, or Python's if that is not there. */
final class HttpScene extends DownloadScene {
    private final Path directory;
    private final boolean nginx = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "nginx")));

    HttpScene(Path directory, int megabytes, int megabytesPerSecond) {
        super(directory, megabytes, megabytesPerSecond);
        this.directory = directory;
    }

    @Override
    public String program() {
        return nginx ? "nginx" : "python3 -m http.server";
    }

    @Override
    public Map<String, String> pool() {
        return Map.of("failover", "http");
    }

    @Override
    public LocalProcess startServer(LocalSystem system, int number, String address) {
        var name = "server-" + number;
        return nginx
                ? Nginx.start(system, name, address, PORT, content(), directory.resolve("nginx"), "")
                : system.start(name, python(address), Map.of());
    }

    private List<String> python(String address) {
        var port = Integer.toString(PORT);
        return List.of(
                "python3",
                "-m",
                "http.server",
                port,
                "--bind",
                address,
                "--directory",
                content().toString());
    }

    @Override
    List<String> client(String address) {
        return List.of("curl", "--silent", "--show-error", "--fail", "http://" + address + ":" + PORT + "/file");
    }

    @Override
    public String resumed(JsonNode failover) {
        return nginx
                ? "its file has the same strong ETag, so it was asked for the rest only (Range, If-Range)"
                : "it has no ETag, so it was asked for all; what the client has already was compared and skipped";
    }
}
