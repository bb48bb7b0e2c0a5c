package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.dtls.CertificateRequest;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that a {@link Signer} signs, first as soon as it can, then always when two thirds of a certificate's life are over. Each has a key of its own,
 * that is in memory only.
 */
public final class SignedCredentials implements CredentialSource {
    private static final System.Logger LOG = System.getLogger(SignedCredentials.class.getName());
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofSeconds(30);

    private final Signer signer;
    private volatile @Nullable Credentials current;
    private volatile @Nullable String problem = "the signer has not answered yet";
    private Duration retry = FIRST_RETRY;

    SignedCredentials(Signer signer) {
        this.signer = signer;
    }

    @Override
    public @Nullable Credentials current() {
        return current;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
    public void watch(EventLoop loop, BooleanSupplier over, Consumer<Credentials> user) {
        if (!over.getAsBoolean()) {
            // The signer may take its time, which the loop has not.
            Thread.ofPlatform().daemon().name("signer").start(() -> {
                var next = ask(loop, user);
                loop.execute(() -> loop.schedule(next, () -> watch(loop, over, user)));
            });
        }
    }

    /** {@return after what time to ask again} */
    private Duration ask(EventLoop loop, Consumer<Credentials> user) {
        try {
            var key = key();
            var answer = signer.sign(CertificateRequest.of(key));
            var newer = new Credentials(answer.subList(0, 1), key, answer.subList(1, answer.size()));
            loop.execute(() -> use(newer, user));
            retry = FIRST_RETRY;
            return renewal(newer);
        } catch (TransportException e) {
            failed(e);
            var wait = retry;
            retry = wait.multipliedBy(2).compareTo(LATEST) > 0 ? LATEST : wait.multipliedBy(2);
            return spread(wait);
        }
    }

    private void use(Credentials newer, Consumer<Credentials> user) {
        try {
            user.accept(newer);
            current = newer;
            problem = null;
            LOG.log(Level.INFO, () -> "signed until " + newer.expires());
        } catch (TransportException e) {
            failed(e);
        }
    }

    private void failed(TransportException e) {
        problem = e.getMessage();
        LOG.log(Level.WARNING, () -> "no new credentials: " + e.getMessage());
    }

    private static PrivateKey key() {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair().getPrivate();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has P-256", e);
        }
    }

    private static Duration renewal(Credentials credentials) {
        var left = Duration.between(Instant.now(), credentials.expires());
        var renewal = left.multipliedBy(2).dividedBy(3);
        return spread(renewal.compareTo(SOONEST) < 0 ? SOONEST : renewal);
    }

    /** Many pods may have been made at one time: up to a tenth earlier. */
    private static Duration spread(Duration time) {
        long millis = time.toMillis();
        return Duration.ofMillis(millis - ThreadLocalRandom.current().nextLong(millis / 10));
    }
}
