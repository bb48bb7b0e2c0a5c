package io.rserpool.e2e.chaos;

import io.rserpool.e2e.load.ContentServer;
import io.rserpool.e2e.load.Nginx;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts the servers. */
final class ChaosServers {
    private static final Path SCRIPTS = LocalSystem.project().resolve("e2e/src/test/resources/chaos");

    private final LocalSystem system;
    private final Path directory;
    private final Path files;
    private final Path wrongFiles;

    /** @param directory for their files, ledgers and logs */
    ChaosServers(LocalSystem system, Path directory) throws IOException {
        this.system = system;
        this.directory = directory;
        this.files = Files.createDirectories(directory.resolve("files"));
        this.wrongFiles = Files.createDirectories(directory.resolve("wrong-files"));
        for (var size : List.of(Truth.SMALL, Truth.LARGE)) {
            var content = Truth.file(size);
            Files.write(files.resolve(Integer.toString(size)), content);
            content[size / 2]++;
            Files.write(wrongFiles.resolve(Integer.toString(size)), content);
        }
        Files.createFile(ledger(Pool.EVENTS));
        Files.createFile(ledger(Pool.MAIL));
    }

    /** What servers of a pool have taken: a line each. */
    Path ledger(Pool pool) {
        return directory.resolve(pool.handle() + ".ledger");
    }

    /** @param lies whether its files are not what they must be, if it is {@link Pool#FILES} */
    LocalProcess start(Pool pool, int number, String address, boolean lies) {
        var port = Integer.toString(pool.port());
        var name = pool.handle() + '-' + number;
        return switch (pool) {
            case WEB -> Nginx.start(system, name, address, pool.port(), files, directory, "");
            case FILES ->
                start(
                        name,
                        "python3",
                        "-m",
                        "http.server",
                        port,
                        "--bind",
                        address,
                        "--directory",
                        (lies ? wrongFiles : files).toString());
            case EVENTS -> script("events.py", name, pool, address);
            case MAIL -> script("mail.py", name, pool, address);
            case REDIS -> redis(name, address, port);
            case MEMCACHED -> memcached(name, address, port);
            case CONTENT -> ContentServer.start(system, name, address, pool.port());
        };
    }

    private LocalProcess start(String name, String... command) {
        return system.start(name, List.of(command), Map.of());
    }

    private LocalProcess script(String script, String name, Pool pool, String address) {
        return start(
                name,
                "python3",
                SCRIPTS.resolve(script).toString(),
                address,
                Integer.toString(pool.port()),
                ledger(pool).toString());
    }

    /** With its data in its own log of commands, which outlives it. */
    private LocalProcess redis(String name, String address, String port) {
        var data = directory.resolve(name);
        try {
            if (!Files.exists(data)) {
                Files.createDirectories(data);
                Files.writeString(data.resolve("appendonly.aof"), RedisTalk.truth());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(
                name,
                "redis-server",
                "--bind",
                address,
                "--port",
                port,
                "--protected-mode",
                "no",
                "--save",
                "",
                "--appendonly",
                "yes",
                "--loglevel",
                "warning",
                "--dir",
                data.toString());
    }

    /** Knows its data soon after it listens. */
    private LocalProcess memcached(String name, String address, String port) {
        var process = start(name, "memcached", "-u", "root", "-l", address, "-p", port, "-t", "1", "-m", "64");
        MemcachedTalk.fill(new InetSocketAddress(InetAddress.ofLiteral(address), Integer.parseInt(port)));
        return process;
    }
}
