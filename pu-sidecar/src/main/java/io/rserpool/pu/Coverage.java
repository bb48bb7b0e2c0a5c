package io.rserpool.pu;

import io.rserpool.endpoint.failover.Unprotected;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many sessions would survive the death of their element now.
 *
 * @param sessions all
 * @param unprotected those that would not, by why
 */
record Coverage(int sessions, Map<Unprotected, Integer> unprotected) {
    static Coverage of(Collection<ClientSession> sessions) {
        var unprotected = new EnumMap<Unprotected, Integer>(Unprotected.class);
        for (var session : sessions) {
            session.unprotected().ifPresent(why -> unprotected.merge(why, 1, Integer::sum));
        }
        return new Coverage(sessions.size(), unprotected);
    }

    int isProtected() {
        return sessions
                - unprotected.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The numbers by the reasons' labels. */
    Map<String, Object> byLabel() {
        var numbers = new LinkedHashMap<String, Object>();
        unprotected.forEach((why, number) -> numbers.put(why.label(), number));
        return numbers;
    }
}
