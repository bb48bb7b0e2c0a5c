package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.Unprotected;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what each command of a client is, in the light of those before it, as its server will see them in the same order. */
final class CommandFactory {
    /** Longest command of which more is read than its name; to set up a connection again, only what is short is. */
    private static final int LONGEST_READ = 1 << 14;

    private final RedisSettings settings;
    private @Nullable Transaction transaction;
    private @Nullable Unprotected opaque;
    private boolean repliesOff;
    private boolean skipNext;
    private boolean quit;

    CommandFactory(RedisSettings settings) {
        this.settings = settings;
    }

    /** Why the last command cannot be followed; null = it can. */
    @Nullable
    Unprotected opaque() {
        return opaque;
    }

    boolean hasQuit() {
        return quit;
    }

    /**
     * @param name in the {@link CommandTable}
     * @param count of its arguments, its name included
     * @param bytes of the command; null = they are not kept, or no more of it {@link #isRead is read}
     */
    Pending create(String name, int count, int length, @Nullable ByteBuffer bytes) {
        var effect = CommandTable.effect(name);
        var arguments = isRead(name, effect) && bytes != null && length <= LONGEST_READ
                ? Arguments.of(bytes)
                : List.<String>of();
        if (isOpaque(effect, name) || (isRead(name, effect) && effect != Effect.READ && arguments.isEmpty())) {
            opaque = why(effect);
        }
        if (effect == Effect.MULTI && transaction == null) {
            transaction = new Transaction();
        }
        var command = new Pending(name, effect, length, arguments, transaction, unsafe(name, effect, arguments));
        command.replies = replies(effect, count, arguments);
        switch (effect) {
            case EXEC, DISCARD -> transaction = null;
            case RESET -> {
                transaction = null;
                repliesOff = false;
            }
            case QUIT -> quit = true;
            default -> {
                if (transaction != null) {
                    transaction.readsOnly &= command.unsafe == null;
                }
            }
        }
        return command;
    }

    /** Whether more of it matters than its name. */
    static boolean isRead(String name, Effect effect) {
        return switch (effect) {
            case SETTING, NEXT, SCAN, REPLY -> true;
            default -> name.equals("XREAD");
        };
    }

    private boolean isOpaque(Effect effect, String name) {
        return switch (effect) {
            case STREAM -> true;
            // Of a command that is not answered it is not known when it has been executed.
            case SETTING, NEXT, SUBSCRIBE, UNSUBSCRIBE, HIDDEN -> transaction != null || repliesOff || skipNext;
            case MULTI, WATCH, UNWATCH, EXEC, DISCARD -> repliesOff || skipNext;
            case REPLY -> transaction != null;
            case SCAN -> (transaction != null || repliesOff || skipNext) && !settings.allows(name);
            default -> false;
        };
    }

    private static Unprotected why(Effect effect) {
        return switch (effect) {
            case STREAM -> Unprotected.STREAM;
            case SCAN -> Unprotected.CURSOR;
            default -> Unprotected.CONNECTION_STATE;
        };
    }

    private @Nullable Unprotected unsafe(String name, Effect effect, List<String> arguments) {
        if (settings.allows(name)) {
            return null;
        }
        return switch (effect) {
            case WRITE, SHUTDOWN -> Unprotected.UNSAFE_REQUEST;
            case SCRIPT -> Unprotected.SCRIPT;
            case BLOCKING -> Unprotected.BLOCKING;
            // What has come since the moment of the call would be missed.
            case READ ->
                isRead(name, effect) && (arguments.isEmpty() || arguments.contains("$")) ? Unprotected.BLOCKING : null;
            case SCAN -> cursor(name, arguments).equals("0") ? null : Unprotected.CURSOR;
            case EXEC -> transaction == null || transaction.readsOnly ? null : Unprotected.TRANSACTION;
            default -> null;
        };
    }

    /** Without a cursor it is refused. */
    private static String cursor(String name, List<String> arguments) {
        int at = name.equals("SCAN") ? 1 : 2;
        return at < arguments.size() ? arguments.get(at) : "0";
    }

    private int replies(Effect effect, int count, List<String> arguments) {
        if (effect == Effect.REPLY) {
            return replies(arguments.size() == 3 ? arguments.get(2) : "");
        }
        if (effect == Effect.RESET) {
            skipNext = false;
            return 1;
        }
        if (repliesOff || skipNext) {
            skipNext = false;
            return 0;
        }
        return switch (effect) {
            case SUBSCRIBE -> Math.max(1, count - 1);
            case UNSUBSCRIBE -> count > 1 ? count - 1 : -1;
            default -> 1;
        };
    }

    /** CLIENT REPLY ON, OFF or SKIP. */
    private int replies(String which) {
        if (which.equalsIgnoreCase("on")) {
            repliesOff = false;
            skipNext = false;
            return 1;
        }
        if (which.equalsIgnoreCase("off")) {
            repliesOff = true;
            return 0;
        }
        if (which.equalsIgnoreCase("skip")) {
            skipNext = !repliesOff;
            return 0;
        }
        return repliesOff ? 0 : 1;
    }
}
