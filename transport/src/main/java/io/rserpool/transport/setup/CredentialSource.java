package io.rserpool.transport.setup;

import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.EventLoop;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Where credentials come from, and newer ones. What cannot be used leaves those before in use. Its state may be read by any thread. */
public interface CredentialSource {
    /** Those in use; null = there are none yet. */
    @Nullable
    Credentials current();

    /** Why newer ones are not in use; null = there are none, or they are. */
    @Nullable
    String problem();

    /**
     * Looks for newer ones from now on.
     *
     * @param loop that the user runs on
     * @param over asked before each look
     * @param user gets newer ones; throws a {@link io.rserpool.transport.association.TransportException} if it cannot use them
     */
    void watch(EventLoop loop, BooleanSupplier over, Consumer<Credentials> user);
}
