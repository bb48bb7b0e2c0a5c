package io.rserpool.pe;

import io.rserpool.pe.ServerProbe.Result;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Looks at a server: at its listening sockets where they can be seen, which it does not notice; else by connecting,
 * unless it is not to be checked at all.
 */
final class ServerLooks implements EndOfServer.Looks {
    private static final String NOBODY = "nobody listens at its port";

    private final ServerSight sight;
    private final ServerProbe probe;
    private HealthChecker.Settings health;

    ServerLooks(ServerSight sight, ServerProbe probe, HealthChecker.Settings health) {
        this.sight = sight;
        this.probe = probe;
        this.health = health;
    }

    /** Checks in another way from now on. */
    void use(HealthChecker.Settings changed) {
        health = changed;
    }

    @Override
    public void look(Consumer<ServerLook> found) {
        var listeners = sight.listeners();
        if (listeners.isPresent()) {
            found.accept(new ServerLook.Listeners(listeners.get()));
        } else if (health.type() == HealthType.NONE) {
            found.accept(new ServerLook.Unknown());
        } else {
            probe.connect(EndOfServer.LOOK_TIMEOUT, result -> found.accept(lookOf(result)));
        }
    }

    private static ServerLook lookOf(Result result) {
        return switch (result) {
            case Result.Good _, Result.Bad _ -> new ServerLook.Open();
            case Result.Refused(var text) -> new ServerLook.Refused(text);
            case Result.Unknown _ -> new ServerLook.Unknown();
        };
    }

    /** A health check of the configured type. */
    void check(Consumer<Result> outcome) {
        switch (health.type()) {
            case HTTP -> probe.get(health.path(), health.timeout(), outcome);
            case CONNECT -> probe.connect(health.timeout(), outcome);
            case TCP -> listens(outcome);
            case NONE ->
                outcome.accept(
                        sight.listeners().filter(Set::isEmpty).isPresent()
                                ? new Result.Refused(NOBODY)
                                : new Result.Good());
        }
    }

    private void listens(Consumer<Result> outcome) {
        var listeners = sight.listeners();
        if (listeners.isPresent() && !listeners.get().isEmpty()) {
            outcome.accept(new Result.Good());
        } else {
            // Where nobody listens, nobody notices; and only a refused connection proves it.
            probe.connect(health.timeout(), result -> connected(result, outcome));
        }
    }

    private void connected(Result result, Consumer<Result> outcome) {
        if (result instanceof Result.Good
                && sight.listeners().filter(Set::isEmpty).isPresent()) {
            sight.misleads();
        }
        outcome.accept(result);
    }
}
