package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.util.List;
import java.util.Map;

/** redis-server without persistence. */
public final class RedisServer {
    private RedisServer() {}

    public static LocalProcess start(LocalSystem system, String name, String address, int port) {
        return system.start(
                name,
                List.of(
                        "redis-server",
                        "--bind",
                        address,
                        "--port",
                        Integer.toString(port),
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--protected-mode",
                        "no",
                        "--loglevel",
                        "warning",
                        "--tcp-backlog",
                        "4096"),
                Map.of());
    }
}
