package io.rserpool.pe;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** The registration of a pool's element, which follows the health of the server. */
final class RegisteredElement implements HealthChecker.Listener {
    /** Makes the registration, and asks who else is registered. */
    interface Registration {
        PoolElement create(Policy policy, PoolElement.Listener listener);

        /** Asks a registrar for the elements of the pool. */
        void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed);
    }

    private static final Logger LOG = Logger.getLogger(RegisteredElement.class);

    private ServedPool.Settings settings;
    private final PeIdentifier identifier;
    private final Registration registration;
    private final PoolElement element;
    private final LastElement last;
    private final Runnable otherRun;
    private String complaint = "the registrar has not answered yet";
    private boolean healthy;
    private boolean away;
    private boolean serverEnded;

    /** @param otherRun told if, while the element is away, its server ends and another run of it is healthy */
    RegisteredElement(
            ServedPool.Settings settings,
            PeIdentifier identifier,
            EventLoop loop,
            Registration registration,
            Runnable otherRun) {
        this.otherRun = otherRun;
        this.settings = settings;
        this.identifier = identifier;
        this.registration = registration;
        this.element = registration.create(LoadReport.initial(settings.policy()), new Log());
        this.last = new LastElement(identifier, settings.health(), loop, new Departing());
    }

    /** Live keys have other values. */
    void use(ServedPool.Settings changed) {
        settings = changed;
        last.use(changed.health());
    }

    PoolElement.State state() {
        return element.state();
    }

    Policy policy() {
        return element.policy();
    }

    void updatePolicy(Policy policy) {
        element.updatePolicy(policy);
    }

    /** Whether it is registered though the server's checks fail, as the last of its pool. */
    boolean kept() {
        return last.kept();
    }

    /** Why it is not registered though its server is healthy; empty if it is registered. */
    String complaint() {
        return switch (element.state()) {
            case REGISTERED -> "";
            case REGISTERING, REFUSED -> complaint;
            case IDLE, DEREGISTERING -> away ? "it was drained" : "it is not to be registered yet";
        };
    }

    /** Deregisters, and stays so whatever the server's health. */
    void leave(Runnable done) {
        away = true;
        serverEnded = false;
        last.cancel();
        element.deregister(done);
    }

    /** Follows the server's health again. */
    void comeBack() {
        away = false;
        if (healthy) {
            register();
        }
    }

    @Override
    public void onHealthy() {
        healthy = true;
        if (!away) {
            register();
        } else if (serverEnded) {
            otherRun.run();
        }
    }

    private void register() {
        last.cancel();
        LOG.infof(
                "pool %s: server %s is healthy; registering element %s of %s",
                settings.name(), settings.server(), identifier, settings.handle());
        element.register();
    }

    @Override
    public void onUnhealthy(String cause, boolean nobodyListens) {
        healthy = false;
        if (away) {
            serverEnded |= nobodyListens;
            return;
        }
        LOG.warnf("pool %s: server %s is not healthy: %s", settings.name(), settings.server(), cause);
        if (nobodyListens || !settings.health().keepLast()) {
            last.cancel();
            deregister(() -> {});
        } else {
            last.leave();
        }
    }

    private void deregister(Runnable done) {
        LOG.warnf("pool %s: deregistering element %s of %s", settings.name(), identifier, settings.handle());
        element.deregister(done);
    }

    private final class Departing implements LastElement.Element {
        @Override
        public void register() {
            element.register();
        }

        @Override
        public void deregister(Runnable done) {
            RegisteredElement.this.deregister(done);
        }

        @Override
        public void members(Consumer<List<PeIdentifier>> found, Consumer<String> failed) {
            registration.members(found, failed);
        }

        @Override
        public void stays(String why) {
            LOG.warnf(
                    "pool %s: element %s stays registered though checks of its server fail: %s",
                    settings.name(), identifier, why);
        }
    }

    private final class Log implements PoolElement.Listener {
        @Override
        public void onRegistered(EndpointAddress home) {
            LOG.infof("pool %s: element %s registered with %s", settings.name(), identifier, home);
        }

        @Override
        public void onRefused(String text, List<ErrorCause> causes) {
            complaint = "the registrar refuses it: " + text;
            LOG.errorf("pool %s: element %s refused by the registrar: %s", settings.name(), identifier, text);
        }

        @Override
        public void onLost(String cause) {
            complaint = "no registrar answers: " + cause;
            LOG.warnf("pool %s: element %s has no registrar: %s", settings.name(), identifier, cause);
        }
    }
}
