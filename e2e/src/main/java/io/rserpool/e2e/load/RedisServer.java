package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** redis-server without persistence. */
public final class RedisServer {
    private RedisServer() {}

    /** Starts it with options beside, such as {@code --replicaof}. */
    public static LocalProcess start(LocalSystem system, String name, String address, int port, String... options) {
        var command = new ArrayList<>(List.of(
                "redis-server",
                "--bind",
                address,
                "--port",
                Integer.toString(port),
                "--save",
                "",
                "--dir",
                system.directory().toString(),
                "--appendonly",
                "no",
                "--protected-mode",
                "no",
                "--loglevel",
                "warning",
                "--tcp-backlog",
                "4096"));
        command.addAll(List.of(options));
        return system.start(name, command, Map.of());
    }
}
