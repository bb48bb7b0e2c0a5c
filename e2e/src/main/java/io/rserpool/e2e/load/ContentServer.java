package io.rserpool.e2e.load;

import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * An ordinary server whose answers depend on nothing but what the client sends. The first line that a client sends says what it wants:
 *
 * <ul>
 *   <li>{@code echo}: everything that follows comes back
 *   <li>{@code who}: the address of this server comes first, then everything that follows
 *   <li>{@code digest}: at the end of what follows, its SHA-256 in hexadecimal
 * </ul>
 */
public final class ContentServer {
    private static final int BACKLOG = 4096;
    private static final int BLOCK = 16 << 10;

    private final String address;

    private ContentServer(String address) {
        this.address = address;
    }

    /** Arguments: address, port. */
    public static void main(String[] arguments) throws IOException {
        var listen = new InetSocketAddress(InetAddress.ofLiteral(arguments[0]), Integer.parseInt(arguments[1]));
        try (var listener = new ServerSocket()) {
            listener.bind(listen, BACKLOG);
            new ContentServer(arguments[0]).serve(listener);
        }
    }

    private void serve(ServerSocket listener) throws IOException {
        while (true) {
            var client = listener.accept();
            Thread.startVirtualThread(() -> serve(client));
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            switch (line(client)) {
                case "echo" -> echo(client);
                case "who" -> {
                    client.getOutputStream().write((address + "\n").getBytes(StandardCharsets.US_ASCII));
                    echo(client);
                }
                case "digest" -> digest(client);
                default -> client.getOutputStream().write("?\n".getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    /** Its bytes are read one by one: what follows the line must not be read ahead. */
    private static String line(Socket client) throws IOException {
        var line = new StringBuilder();
        for (int c = client.getInputStream().read();
                c >= 0 && c != '\n';
                c = client.getInputStream().read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    private static void echo(Socket client) throws IOException {
        var block = new byte[BLOCK];
        for (int n = client.getInputStream().read(block);
                n >= 0;
                n = client.getInputStream().read(block)) {
            client.getOutputStream().write(block, 0, n);
        }
    }

    private static void digest(Socket client) throws IOException {
        var digest = sha256();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
            client.getInputStream().transferTo(out);
        }
        client.getOutputStream().write(hexadecimal(digest).getBytes(StandardCharsets.US_ASCII));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String hexadecimal(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Starts it as a process. */
    public static LocalProcess start(LocalSystem system, String name, String address, int port) {
        return system.start(
                name,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx256m",
                        "-cp",
                        codeSource(),
                        ContentServer.class.getName(),
                        address,
                        Integer.toString(port)),
                Map.of());
    }

    private static String codeSource() {
        return Path.of(URI.create(ContentServer.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .toString();
    }
}
