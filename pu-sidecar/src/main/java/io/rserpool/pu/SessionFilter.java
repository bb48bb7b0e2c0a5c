package io.rserpool.pu;

import io.rserpool.endpoint.failover.Unprotected;
import io.rserpool.program.http.Caller;
import java.util.Optional;

/**
 * Which sessions a caller of {@code /sessions} wants to see: those for which all of it is true.
 *
 * @param pool their pool's name
 * @param session their id
 * @param client their client, as the page shows it, or its beginning
 * @param element part of where they are
 * @param unprotected why they are not protected, by its label; {@code any} = for whatever reason, {@code none} = those that are protected
 */
record SessionFilter(
        Optional<String> pool,
        Optional<String> session,
        Optional<String> client,
        Optional<String> element,
        Optional<String> unprotected) {
    static SessionFilter of(Caller caller) {
        return new SessionFilter(
                caller.query("pool"),
                caller.query("session"),
                caller.query("client"),
                caller.query("element"),
                caller.query("unprotected"));
    }

    boolean admits(UsedPool of, ClientSession candidate) {
        return pool.map(of.settings().name()::equals).orElse(true)
                && session.map(candidate.id()::equals).orElse(true)
                && client.map(candidate.client()::startsWith).orElse(true)
                && element.map(candidate.where()::contains).orElse(true)
                && unprotected.map(wanted -> is(candidate, wanted)).orElse(true);
    }

    private static boolean is(ClientSession candidate, String wanted) {
        var why = candidate.unprotected().map(Unprotected::label).orElse("none");
        return wanted.equals(why)
                || wanted.equals("any") && candidate.unprotected().isPresent();
    }
}
