package io.rserpool.transport.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.identity.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialFilesTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final String MEMBER = "rserpool://shop/registrar";

    @TempDir
    private Path directory;

    private Credentials written;
    private CredentialFiles files;

    @BeforeEach
    void write() throws Exception {
        files = new CredentialFiles(
                directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt"));
        written = AUTHORITY.credentials(MEMBER);
        write(written);
    }

    private void write(Credentials credentials) throws Exception {
        Files.writeString(files.key(), pem("PRIVATE KEY", credentials.key().getEncoded()));
        Files.writeString(files.certificate(), certificates(credentials.chain()));
        Files.writeString(files.trusted(), certificates(credentials.trusted()));
    }

    private static String certificates(List<X509Certificate> all) throws Exception {
        var text = new StringBuilder();
        for (var each : all) {
            text.append(pem("CERTIFICATE", each.getEncoded()));
        }
        return text.toString();
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(files.read()).isEqualTo(written);
        assertThat(files.read().toString()).doesNotContain("PrivateKey");
    }

    private void refused(Path file, String content, String message) throws Exception {
        Files.writeString(file, content);
        assertThatThrownBy(files::read)
                .isInstanceOf(TransportException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
        write(written);
    }

    @Test
    void whatIsWrongIsToldByItsFile() throws Exception {
        refused(files.certificate(), "", "no certificate");
        refused(
                files.certificate(),
                "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                "no certificates");
        refused(files.trusted(), "", "no certificate");
        refused(files.key(), "", "openssl pkcs8");
        refused(files.key(), pem("EC PRIVATE KEY", new byte[20]), "openssl pkcs8");
        refused(files.key(), pem("PRIVATE KEY", new byte[20]), "elliptic curve");
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        refused(files.key(), pem("PRIVATE KEY", rsa.getPrivate().getEncoded()), "elliptic curve");
        refused(files.key(), " ".repeat(2 << 20), "too long");
        Files.delete(files.key());
        assertThatThrownBy(files::read).hasMessageContaining("is not there");
    }

    @Test
    void newOnesAreUsedAndBadOnesAreNot() throws Exception {
        var watch = new CredentialWatch(files);
        var used = new ArrayList<Credentials>();
        watch.look(used::add);
        assertThat(used).as("nothing has changed").isEmpty();

        Files.writeString(files.certificate(), "rubbish");
        watch.look(used::add);
        assertThat(used).isEmpty();
        assertThat(watch.problem()).contains("tls.crt");
        assertThat(watch.current()).isEqualTo(written);

        var newer = AUTHORITY.credentials(MEMBER);
        var before = Files.getLastModifiedTime(files.certificate());
        write(newer);
        for (var file : List.of(files.certificate(), files.key(), files.trusted())) {
            Files.setLastModifiedTime(file, before);
        }
        watch.look(used::add);
        assertThat(used).containsExactly(newer);
        assertThat(watch.problem()).isNull();
        assertThat(watch.current()).isEqualTo(newer);
    }

    @Test
    void whatItsUserRefusesIsNotCurrent() throws Exception {
        var watch = new CredentialWatch(files);
        write(AUTHORITY.credentials(MEMBER));
        watch.look(newer -> {
            throw new TransportException("the key does not fit");
        });
        assertThat(watch.current()).isEqualTo(written);
        assertThat(watch.problem()).isEqualTo("the key does not fit");
    }
}
