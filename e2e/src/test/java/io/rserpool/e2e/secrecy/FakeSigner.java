package io.rserpool.e2e.secrecy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.transport.setup.CredentialFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Signs users of every pool, as the operator does, by the authority of a local system. */
final class FakeSigner implements AutoCloseable {
    private static final String MEMBER = "signer";

    private final Path credentials;
    private final String token;
    private final HttpsServer server;

    /** @param token that requests must have */
    FakeSigner(LocalAuthority authority, String token) throws Exception {
        this.credentials = authority.directory();
        this.token = token;
        var loopback = InetAddress.getLoopbackAddress();
        authority.credentials(MEMBER, "rserpool://" + LocalAuthority.SCOPE + "/pool-user", loopback.getHostAddress());
        Files.writeString(
                credentials.resolve("extensions"),
                "subjectAltName=critical,URI:rserpool://%s/pool-user?use=*\n".formatted(LocalAuthority.SCOPE));
        server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context()));
        server.createContext("/sign", this::sign);
        server.start();
    }

    private SSLContext context() throws Exception {
        var own = new CredentialFiles(
                        credentials.resolve(MEMBER + ".pem"),
                        credentials.resolve(MEMBER + ".key"),
                        credentials.resolve("authority.pem"))
                .read();
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry(MEMBER, own.key(), new char[0], own.chain().toArray(new Certificate[0]));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** The keys of a program that has its certificate from here. */
    Map<String, String> settings(Path tokenFile) throws IOException {
        return Map.of(
                "rserpool.security.mode", "required",
                "rserpool.operation-scope", LocalAuthority.SCOPE,
                "rserpool.security.signer",
                        "https://127.0.0.1:%d/sign"
                                .formatted(server.getAddress().getPort()),
                "rserpool.security.signer-trust", Files.readString(credentials.resolve("authority.pem")),
                "rserpool.security.token-file", tokenFile.toString());
    }

    private void sign(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            var request = Files.write(
                    credentials.resolve("request"), exchange.getRequestBody().readAllBytes());
            var signed = new ProcessBuilder(List.of(
                            "openssl",
                            "x509",
                            "-req",
                            "-inform",
                            "DER",
                            "-in",
                            request.toString(),
                            "-CA",
                            "authority.pem",
                            "-CAkey",
                            "authority.key",
                            "-set_serial",
                            "2",
                            "-days",
                            "1",
                            "-extfile",
                            "extensions"))
                    .directory(credentials.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .getInputStream()
                    .readAllBytes();
            var authorities = Files.readAllBytes(credentials.resolve("authority.pem"));
            exchange.sendResponseHeaders(200, signed.length + authorities.length);
            exchange.getResponseBody().write(signed);
            exchange.getResponseBody().write(authorities);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
