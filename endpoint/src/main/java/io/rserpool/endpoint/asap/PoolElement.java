package io.rserpool.endpoint.asap;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.asap.AsapMessage;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one element of a pool registered (RFC 5352 section 3.1): again at T4, at once with another
 * registrar when the home is lost, and when its policy values change.
 */
public final class PoolElement {
    private static final System.Logger LOG = System.getLogger(PoolElement.class.getName());

    /** Told what becomes of the registration. */
    public interface Listener {
        Listener IGNORE = new Listener() {};

        /** Registered with this home, for the first time or with another one than before. */
        default void onRegistered(EndpointAddress home) {}

        /**
         * A registrar refused it. If the cause may pass, such as another policy of the pool, it is tried again at
         * T4; if the request itself is wrong, not before its policy changes or there is another home.
         *
         * @param text the causes in words
         */
        default void onRefused(String text, List<ErrorCause> causes) {}

        /** No registrar answers (any more); goes on being tried. */
        default void onLost(String cause) {}
    }

    /** What it is doing. */
    public enum State {
        /** Not registered and not to be. */
        IDLE,
        /** To be registered; no registrar has confirmed yet, or it was lost. */
        REGISTERING,
        REGISTERED,
        REFUSED,
        DEREGISTERING
    }

    private final Registrars registrars;
    private final PoolHandle handle;
    private final PeIdentifier identifier;
    private final TransportParameter userTransport;
    private final Listener listener;
    private final List<Runnable> deregistered = new ArrayList<>();
    private Policy policy;
    private State state = State.IDLE;
    private @Nullable AsapRequest request;
    private @Nullable EndpointAddress registeredAt;
    private boolean again;
    private EventLoop.@Nullable Timer timer;

    /**
     * @param userTransport where its sessions are opened; for the sidecars SCTP with {@code
     *     DATA_PLUS_CONTROL} at the port of the registrars' endpoint
     */
    public PoolElement(
            Registrars registrars,
            PoolHandle handle,
            PeIdentifier identifier,
            TransportParameter userTransport,
            Policy policy,
            Listener listener) {
        this.registrars = registrars;
        this.handle = handle;
        this.identifier = identifier;
        this.userTransport = userTransport;
        this.policy = policy;
        this.listener = listener;
    }

    public PoolHandle handle() {
        return handle;
    }

    public PeIdentifier identifier() {
        return identifier;
    }

    public Policy policy() {
        return policy;
    }

    public State state() {
        return state;
    }

    /** Registers it and keeps it so. Nothing happens if it is already (to be) registered. */
    public void register() {
        if (state != State.IDLE && state != State.DEREGISTERING) {
            return;
        }
        cancelRequest();
        state = State.REGISTERING;
        registeredAt = null;
        registrars.remove(this);
        registrars.add(this);
        completeDeregistration();
        sendRegistration();
    }

    /** New policy values, of the same policy type; re-registers at once if they differ, when it is refused at T4. */
    public void updatePolicy(Policy newPolicy) {
        if (newPolicy.equals(policy)) {
            return;
        }
        policy = newPolicy;
        if (state == State.REGISTERED) {
            reregister();
        } else if (state == State.REFUSED && request == null) {
            // Values of a policy change often: not a request to a registrar that refuses for each of them.
            if (timer == null) {
                after(registrars.timers().reregistrationInterval());
            }
        } else if (state == State.REGISTERING || state == State.REFUSED) {
            again = true;
        }
    }

    /**
     * Deregisters it; {@link #register} may follow later.
     *
     * @param done called once: no registrar hands it out any more; or none answered in time ({@code
     *     T3} × {@code maxRegistrationAttempts})
     */
    public void deregister(Runnable done) {
        deregistered.add(done);
        if (state == State.DEREGISTERING) {
            return;
        }
        cancelRequest();
        if (state == State.IDLE) {
            completeDeregistration();
            return;
        }
        state = State.DEREGISTERING;
        var timers = registrars.timers();
        request = new AsapRequest(
                new AsapMessage.Deregistration(handle, identifier),
                timers.t3Deregistration(),
                timers.maxRegistrationAttempts(),
                new DeregistrationOutcome());
        registrars.request(request);
    }

    private void completeDeregistration() {
        var done = List.copyOf(deregistered);
        deregistered.clear();
        done.forEach(Runnable::run);
    }

    boolean is(PoolHandle otherHandle, @Nullable PeIdentifier otherIdentifier) {
        return handle.equals(otherHandle) && (otherIdentifier == null || identifier.equals(otherIdentifier));
    }

    /** There is another home: it has to know the element at once. A pending request goes there by itself. */
    void homeChanged(EndpointAddress home) {
        if (request == null && state != State.IDLE && state != State.DEREGISTERING) {
            reregister();
        }
    }

    void homeLost(String cause) {
        if (state == State.REGISTERED) {
            state = State.REGISTERING;
            listener.onLost("home registrar lost: " + cause);
        }
    }

    /** The registrar has let the registration expire (RFC 5352 section 2.2.4). */
    void expiredAtRegistrar() {
        if (state == State.REGISTERED) {
            reregister();
        }
    }

    private void reregister() {
        if (request != null) {
            again = true;
        } else {
            sendRegistration();
        }
    }

    private void sendRegistration() {
        cancelTimer();
        again = false;
        var timers = registrars.timers();
        var element =
                new PoolElementParameter(identifier, ServerId.NONE, timers.wireLife(), userTransport, policy, null);
        request = new AsapRequest(
                new AsapMessage.Registration(handle, element),
                timers.t2Registration(),
                timers.maxRegistrationAttempts(),
                new RegistrationOutcome());
        registrars.metrics().registrations.increment();
        registrars.request(request);
    }

    private void onRegistrationResponse(AsapMessage.RegistrationResponse response) {
        request = null;
        var news = response.rejected() ? refused(response.causes()) : granted();
        if (again && !response.rejected()) {
            sendRegistration();
        } else if (again || !response.rejected() || !Causes.areLasting(response.causes())) {
            after(registrars.timers().reregistrationInterval());
        }
        // Last, because it may deregister the element.
        news.run();
    }

    /** What the listener is to be told. */
    private Runnable granted() {
        var home = registrars.home().orElseThrow();
        var news = state != State.REGISTERED || !home.equals(registeredAt);
        state = State.REGISTERED;
        registeredAt = home;
        if (!news) {
            return () -> {};
        }
        LOG.log(Level.DEBUG, "element {0} of pool {1} is registered with {2}", identifier, handle, home);
        return () -> listener.onRegistered(home);
    }

    private Runnable refused(List<ErrorCause> causes) {
        registrars.metrics().registrationsRefused.increment();
        state = State.REFUSED;
        var text = Causes.describe(causes);
        LOG.log(Level.DEBUG, "element {0} of pool {1} is refused: {2}", identifier, handle, text);
        return () -> listener.onRefused(text, causes);
    }

    private void after(Duration delay) {
        cancelTimer();
        timer = registrars.loop().schedule(delay, this::sendRegistration);
    }

    private void cancelRequest() {
        cancelTimer();
        if (request != null) {
            registrars.cancel(request);
            request = null;
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private final class RegistrationOutcome implements AsapRequest.Outcome {
        @Override
        public void onResponse(AsapMessage response) {
            if (response instanceof AsapMessage.RegistrationResponse registration) {
                onRegistrationResponse(registration);
            }
        }

        @Override
        public void onFailure(String cause) {
            request = null;
            state = State.REGISTERING;
            LOG.log(Level.DEBUG, "element {0} of pool {1} is not registered: {2}", identifier, handle, cause);
            after(registrars.timers().t2Registration());
            listener.onLost(cause);
        }
    }

    private final class DeregistrationOutcome implements AsapRequest.Outcome {
        @Override
        public void onResponse(AsapMessage response) {
            if (response instanceof AsapMessage.DeregistrationResponse refused
                    && !refused.causes().isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "the deregistration of element {0} of pool {1} is refused: {2}",
                        identifier,
                        handle,
                        Causes.describe(refused.causes()));
            }
            finish();
        }

        @Override
        public void onFailure(String cause) {
            LOG.log(Level.WARNING, "element {0} of pool {1} could not be deregistered: {2}", identifier, handle, cause);
            finish();
        }

        private void finish() {
            request = null;
            state = State.IDLE;
            registeredAt = null;
            registrars.remove(PoolElement.this);
            completeDeregistration();
        }
    }
}
