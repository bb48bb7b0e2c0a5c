package io.rserpool.operator.signer;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.status.Events;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What is wrong with the authority that others give: told in the log, by an event of its Secret, and by the condition of scopes. */
@ApplicationScoped
public class AuthorityProblem {
    private final Settings settings;
    private final Events events;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable String text;

    AuthorityProblem(Settings settings, Events events) {
        this.settings = settings;
        this.events = events;
    }

    /** {@return what it is, what goes on meanwhile, and what to do; empty = nothing} */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** Adds what is run whenever it changes. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    void is(String problem) {
        Failures.refused("authority", problem);
        events.warn(secret(), "AuthorityNotUsable", problem);
        set(problem);
    }

    void isOver() {
        set(null);
    }

    private void set(@Nullable String now) {
        boolean changed = !Optional.ofNullable(now).equals(text());
        text = now;
        if (changed) {
            listeners.forEach(listener -> Failures.contain("authority-listener", listener::run));
        }
    }

    private Secret secret() {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(settings.namespace())
                .withName(settings.signer().issuedSecret().orElseThrow())
                .endMetadata()
                .build();
    }
}
