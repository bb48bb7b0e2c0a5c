package io.rserpool.e2e.secrecy;

import static org.assertj.core.api.Assertions.assertThat;

import io.rserpool.transport.setup.CredentialFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.util.ArrayList;
import java.util.List;

/** All secrets of a system, to be searched for. */
final class Secrets {
    private final List<Canary> canaries = new ArrayList<>();

    Secrets add(Canary canary) {
        canaries.add(canary);
        return this;
    }

    /** The private key of a member, as it stands in its file and as the number that it is. */
    void addKey(Path credentials, String member) throws IOException {
        var file = credentials.resolve(member + ".key");
        try (var lines = Files.lines(file)) {
            lines.filter(line -> !line.startsWith("-")).forEach(line -> add(Canary.of("key of " + member, line)));
        }
        var files =
                new CredentialFiles(credentials.resolve(member + ".pem"), file, credentials.resolve("authority.pem"));
        var number = ((ECPrivateKey) files.read().key()).getS();
        add(new Canary("key of " + member, number.toByteArray()));
        add(Canary.of("key of " + member, number.toString()));
    }

    /** @param where for people */
    void assertNoneIn(String where, byte[] said) {
        var searchable = Canary.searchable(said);
        assertThat(canaries).as("secrets in " + where).noneMatch(canary -> canary.isIn(searchable));
    }
}
