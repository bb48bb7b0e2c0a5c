package io.rserpool.transport.setup;

import io.rserpool.transport.association.TransportException;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Credentials that are read anew when their files change. */
public final class CredentialWatch implements CredentialSource {
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

    @Override
    public Credentials current() {
        return current;
    }

    @Override
    public @Nullable String problem() {
        return problem;
    }

    @Override
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
            LOG.log(Level.INFO, () -> "new credentials, good until " + current.expires());
        } catch (TransportException e) {
            problem = e.getMessage();
            LOG.log(Level.WARNING, () -> "the credentials before stay in use: " + e.getMessage());
        }
    }
}
