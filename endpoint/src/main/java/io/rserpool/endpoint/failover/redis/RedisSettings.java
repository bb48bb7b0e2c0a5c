package io.rserpool.endpoint.failover.redis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * How sessions with a Redis or Valkey server are protected.
 *
 * @param resend commands that are sent again although they may have been executed: names such as {@code SET} or {@code CLIENT KILL}, in any case, or
 *     {@code ALL}. Each may then be executed twice when an element dies. Reading commands of modules are not known: they belong here, too. A scan in the list ({@code SCAN}) goes on with its old cursor. Default: none
 * @param elsewhere first words of errors that make an element one that does not serve the session; at least one letter each, upper case. Such an
 *     answer moves the session to another element, if nothing is under way that forbids it. Default: READONLY, LOADING, MASTERDOWN, CLUSTERDOWN (a
 *     node of a cluster that is cut off from the others says so)
 * @param stateLimit bytes of commands kept to set up the connection again, the transaction that is being queued included; 1 KiB to 16 MiB, default
 *     64 KiB. They are on the heap, at most so many for each session that has them
 * @param messageLimit bytes up to which a message of a subscription is held back until it is complete, so that no failure cuts it; 0 to 1 MiB,
 *     default 16 KiB. The same bound holds for answers held back while it is not clear whether the session stays
 * @param tracking whether CLIENT TRACKING is set up again. Invalidations of keys that were read before are missed then: the next element does
 *     not know of them. Without, a session that tracks is not protected. Default: true
 * @param serverEnds whether the server may end a connection in good order while no request is under way; else that is a failure of its element.
 *     Default: false
 */
public record RedisSettings(
        Set<String> resend,
        Set<String> elsewhere,
        int stateLimit,
        int messageLimit,
        boolean tracking,
        boolean serverEnds) {
    public static final RedisSettings DEFAULT = new RedisSettings(
            Set.of(), Set.of("READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN"), 1 << 16, 1 << 14, true, false);

    private static final String ALL = "ALL";
    private static final int MOST_NAMES = 1000;

    /** @throws IllegalArgumentException a value is out of its range, or not the name of a command */
    public RedisSettings {
        resend = names(resend, "resend", "[A-Z0-9_.|-]+( [A-Z0-9_.-]+)?");
        elsewhere = names(elsewhere, "elsewhere", "[A-Z]+");
        if (stateLimit < 1 << 10 || stateLimit > 1 << 24) {
            throw new IllegalArgumentException("stateLimit " + stateLimit + " is not within 1 KiB to 16 MiB");
        }
        if (messageLimit < 0 || messageLimit > 1 << 20) {
            throw new IllegalArgumentException("messageLimit " + messageLimit + " is not within 0 to 1 MiB");
        }
    }

    private static Set<String> names(Set<String> names, String field, String pattern) {
        if (names.size() > MOST_NAMES) {
            throw new IllegalArgumentException(field + " has " + names.size() + " entries, more than " + MOST_NAMES);
        }
        var upper = new LinkedHashSet<String>();
        for (var name : names) {
            var each = name.strip().toUpperCase(Locale.ROOT);
            if (each.length() > 2 * CommandTable.LONGEST_NAME || !each.matches(pattern)) {
                throw new IllegalArgumentException(field + ": '" + name + "' is not a name such as "
                        + (field.equals("resend") ? "SET, 'CLIENT KILL' or ALL" : "READONLY"));
            }
            upper.add(each);
        }
        return Set.copyOf(upper);
    }

    public RedisSettings withResend(String... commands) {
        return new RedisSettings(
                Set.copyOf(List.of(commands)), elsewhere, stateLimit, messageLimit, tracking, serverEnds);
    }

    public RedisSettings withElsewhere(String... words) {
        return new RedisSettings(resend, Set.copyOf(List.of(words)), stateLimit, messageLimit, tracking, serverEnds);
    }

    public RedisSettings withStateLimit(int bytes) {
        return new RedisSettings(resend, elsewhere, bytes, messageLimit, tracking, serverEnds);
    }

    public RedisSettings withMessageLimit(int bytes) {
        return new RedisSettings(resend, elsewhere, stateLimit, bytes, tracking, serverEnds);
    }

    public RedisSettings withTracking(boolean setUpAgain) {
        return new RedisSettings(resend, elsewhere, stateLimit, messageLimit, setUpAgain, serverEnds);
    }

    public RedisSettings withServerEnds(boolean inGoodOrder) {
        return new RedisSettings(resend, elsewhere, stateLimit, messageLimit, tracking, inGoodOrder);
    }

    /** Whether the PoolUser says that a command of that name may be executed twice. */
    boolean allows(String name) {
        return resend.contains(ALL) || resend.contains(name);
    }

    /** Whether an error line, which begins with '-', says that its element does not serve. */
    boolean isElsewhere(String error) {
        int space = error.indexOf(' ');
        return elsewhere.contains(error.substring(1, space < 0 ? error.length() : space));
    }
}
