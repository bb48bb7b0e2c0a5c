package io.rserpool.endpoint;

import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.transport.SctpAddress;
import java.util.List;

/**
 * Keeps one element of a pool registered (RFC 5352 section 3.1): again at T4, at once with another
 * registrar when the home is lost, and when its policy values change.
 */
public final class PoolElement {
    /** Told what becomes of the registration. */
    public interface Listener {
        Listener IGNORE = new Listener() {};

        /** Registered with this home, for the first time or with another one than before. */
        default void onRegistered(SctpAddress home) {}

        /**
         * A registrar refused it; tried again at T4.
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
            Listener listener) {}

    public State state() {
        return State.IDLE;
    }

    /** Registers it and keeps it so. Nothing happens if it is already (to be) registered. */
    public void register() {}

    /** New policy values, of the same policy type; re-registers at once if they differ. */
    public void updatePolicy(Policy policy) {}

    /**
     * Deregisters it; {@link #register} may follow later.
     *
     * @param done called once: no registrar hands it out any more; or none answered in time ({@code
     *     T3} × {@code maxRegistrationAttempts})
     */
    public void deregister(Runnable done) {}
}
