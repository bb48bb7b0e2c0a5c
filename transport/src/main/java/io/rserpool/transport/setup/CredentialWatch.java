package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Credentials that are read anew when their files change; what cannot be used leaves those before in use. Its state may be read by any thread. */
public final class CredentialWatch {
    /** Between looks: a Secret takes longer to reach a pod. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(CredentialWatch.class.getName());

    private final CredentialFiles files;
    private String state;
    private volatile Credentials current;
    private volatile @Nullable String problem;

    /** @throws TransportException as {@link CredentialFiles#read} */
    public CredentialWatch(CredentialFiles files) {
        this.files = files;
        this.state = files.state();
        this.current = files.read();
    }

    public Credentials current() {
        return current;
    }

    /** Why newer ones are not in use; null = there are none, or they are. */
    public @Nullable String problem() {
        return problem;
    }

    /** When one's own certificate expires. */
    public Instant expires() {
        return current.chain().getFirst().getNotAfter().toInstant();
    }

    /**
     * Looks every few seconds.
     *
     * @param over asked before each look
     * @param user gets newer ones; throws a {@link TransportException} if it cannot use them
     */
    public void watch(EventLoop loop, BooleanSupplier over, Consumer<Credentials> user) {
        loop.schedule(INTERVAL, () -> {
            if (!over.getAsBoolean()) {
                look(user);
                watch(loop, over, user);
            }
        });
    }

    void look(Consumer<Credentials> user) {
        var now = files.state();
        if (now.equals(state)) {
            return;
        }
        state = now;
        try {
            var newer = files.read();
            user.accept(newer);
            current = newer;
            problem = null;
            LOG.log(Level.INFO, () -> "new credentials, good until " + expires());
        } catch (TransportException e) {
            problem = e.getMessage();
            LOG.log(Level.WARNING, () -> "the credentials before stay in use: " + e.getMessage());
        }
    }
}
