package io.rserpool.e2e.demo;

import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** An ordinary client downloads a file whose bytes nobody can guess. */
abstract class DownloadScene implements Scene {
    private final Path directory;
    private final int megabytes;
    private final int megabytesPerSecond;
    private String expected = "";

    /**
     * @param directory gets the file
     * @param megabytesPerSecond how fast the client reads
     */
    DownloadScene(Path directory, int megabytes, int megabytesPerSecond) {
        this.directory = directory;
        this.megabytes = megabytes;
        this.megabytesPerSecond = megabytesPerSecond;
    }

    /** The folder that the file is in, alone. */
    Path content() {
        return directory.resolve("content");
    }

    Path file() {
        return content().resolve("file");
    }

    /** The client's command; it writes what it receives to its output. */
    abstract List<String> client(String address);

    @Override
    public String servers() {
        return "file servers";
    }

    @Override
    public void prepare(LocalSystem system) throws IOException {
        Files.createDirectories(content());
        var digest = Download.sha256();
        var random = new Random();
        var block = new byte[1 << 20];
        try (var out = Files.newOutputStream(file())) {
            for (int i = 0; i < megabytes; i++) {
                random.nextBytes(block);
                out.write(block);
                digest.update(block);
            }
        }
        expected = HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public boolean play(Stage stage, Trouble trouble, int kills) throws Exception {
        var command = client(stage.serviceAddress());
        stage.screen()
                .event(
                        "the client (%s) downloads %d MB from %s:%d (the pu-sidecar), reading %d MB/s",
                        command.getFirst(), megabytes, stage.serviceAddress(), PORT, megabytesPerSecond);
        var download = Download.start(command, (long) megabytesPerSecond << 20, directory.resolve("client.log"));
        try {
            follow(stage.screen(), download, trouble, kills);
            return verdict(stage.screen(), download, trouble, kills);
        } finally {
            download.kill();
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file());
    }

    private void follow(Screen screen, Download download, Trouble trouble, int kills) throws Exception {
        var total = (long) megabytes << 20;
        for (int kill = 1; !download.ended(); ) {
            if (kill <= kills && download.received() > total * kill / (kills + 1)) {
                trouble.strike(0, "after %d MB".formatted(download.received() >> 20));
                kill++;
            }
            trouble.observe();
            screen.progress(
                    download.received(),
                    total,
                    "%d MB, served by %s".formatted(download.received() >> 20, trouble.serving(0)));
            Thread.sleep(20); // how often the screen is redrawn
        }
        screen.endProgress();
    }

    private boolean verdict(Screen screen, Download download, Trouble trouble, int kills) throws Exception {
        trouble.observe();
        var complete = download.received() == (long) megabytes << 20 && download.succeeded();
        var right = complete && download.checksum().equals(expected);
        screen.event("%s", complete ? "the download is complete" : "the download ended early: " + download.complaint());
        screen.line("");
        screen.line("  %d MB of %d received, SHA-256 %s"
                .formatted(
                        download.received() >> 20,
                        megabytes,
                        right ? "equal: " + expected.substring(0, 16) + "…" : "WRONG"));
        screen.line("  %s; the client's longest wait for a byte: %d ms"
                .formatted(trouble.summary(), download.longestGapMillis()));
        return right && trouble.kills() == kills && trouble.failovers() >= kills;
    }
}
