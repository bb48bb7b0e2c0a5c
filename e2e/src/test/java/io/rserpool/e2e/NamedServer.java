package io.rserpool.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** An ordinary server that repeats each line of its clients after its name, until they end; after the line {@link #STAY} it stays when they do. */
final class NamedServer implements AutoCloseable {
    static final String STAY = "stay";

    private final String name;
    private final ServerSocket listener;
    private final CountDownLatch over = new CountDownLatch(1);

    NamedServer(String name, String address, int port) throws IOException {
        this.name = name;
        this.listener = new ServerSocket(port, 128, InetAddress.getByName(address));
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // That was all.
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                client.getOutputStream().write((name + ": " + line + "\n").getBytes(StandardCharsets.UTF_8));
                if (line.equals(STAY)) {
                    over.await();
                }
            }
        } catch (IOException gone) {
            // Its client did not wait for the answer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        listener.close();
    }
}
