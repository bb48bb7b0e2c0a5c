package io.rserpool.operator;

import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.arc.profile.UnlessBuildProfile;
import io.quarkus.runtime.Quarkus;
import io.rserpool.operator.guard.Failures;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jboss.logging.Logger;

/** Which replica reconciles; all of them serve the webhook. */
@ApplicationScoped
public class Leadership {
    private static final Logger LOG = Logger.getLogger(Leadership.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean leading;

    /** {@return whether this replica is the leader} */
    public boolean isLeading() {
        return leading;
    }

    /** Adds what is run whenever this replica becomes the leader. */
    public void onLeading(Runnable listener) {
        listeners.add(listener);
        if (leading) {
            tell(listener);
        }
    }

    void start() {
        leading = true;
        LOG.info("this replica is the leader");
        listeners.forEach(Leadership::tell);
    }

    /** One that fails does not keep this replica from leading, nor the others from knowing. */
    private static void tell(Runnable listener) {
        Failures.contain("leadership-listener", listener::run);
    }

    private void stop() {
        leading = false;
        LOG.info("this replica is no longer the leader and ends");
        // Its controllers cannot be stopped otherwise. Not waited for: this may be the end of the program already.
        Quarkus.asyncExit(1);
    }

    @Produces
    @Singleton
    @UnlessBuildProfile("test")
    LeaderElectionConfiguration election(Settings settings) {
        var identity = Objects.requireNonNullElse(
                System.getenv("POD_NAME"), "operator-" + ProcessHandle.current().pid());
        return new LeaderElectionConfiguration(
                "rserpool-operator",
                settings.namespace(),
                LEASE,
                RENEW,
                RETRY,
                identity,
                new LeaderCallbacks(this::start, this::stop, leader -> {}),
                false);
    }
}
