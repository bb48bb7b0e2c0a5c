package io.rserpool.endpoint.failover.redis;

import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.failover.KeptState;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a server knows of a connection from the commands it has answered, and what another one has to be told to know the same. */
final class ConnectionState {
    private record Change(String kind, String channel, boolean subscribed) {}

    private static final int OVERHEAD = 64;

    private final RedisSettings limits;
    private final KeptState kept;
    private final KeptSettings settings;
    private final Map<String, Set<String>> subscriptions = new TreeMap<>();
    private final Deque<Change> unsettled = new ArrayDeque<>(0);
    private final List<List<String>> next = new ArrayList<>(0);
    private final Set<String> scans = new HashSet<>(0);
    private @Nullable Transaction transaction;
    private @Nullable Unprotected lost;
    private boolean watching;

    ConnectionState(RedisSettings limits, JournalBudget budget) {
        this.limits = limits;
        this.kept = new KeptState(limits.stateLimit(), budget);
        this.settings = new KeptSettings(limits.tracking());
    }

    /** Why it can never be set up again, and is not kept any more; null = it is. */
    @Nullable
    Unprotected lost() {
        return lost;
    }

    /** Why it cannot be set up again now; null = it can. */
    @Nullable
    Unprotected unprotected() {
        if (lost != null) {
            return lost;
        }
        if (watching) {
            return Unprotected.WATCH;
        }
        if (!scans.isEmpty()) {
            return Unprotected.CURSOR;
        }
        return transaction == null || transaction.kept ? null : Unprotected.JOURNAL_LIMIT;
    }

    /** Whether arrays of the server may be messages. */
    boolean isSubscribed() {
        return !settings.isResp3() && !subscriptions.isEmpty();
    }

    /** How many confirmations a command without channels gets. */
    int confirmations(String command) {
        var channels = subscriptions.get(kind(command));
        return channels == null ? 1 : channels.size();
    }

    /** Bytes that are kept. */
    int size() {
        return kept.size();
    }

    /** The server confirms a subscription or its end. */
    void confirmed(String confirmation, String channel) {
        var change = new Change(kind(confirmation), channel, kind(confirmation).equals(confirmation));
        if (apply(change)) {
            unsettled.addFirst(change);
        }
    }

    private boolean apply(Change change) {
        if (change.subscribed()) {
            var added = subscriptions
                    .computeIfAbsent(change.kind(), _ -> new LinkedHashSet<>())
                    .add(change.channel());
            resize(added ? sizeOf(change.channel()) : 0);
            return added;
        }
        var channels = subscriptions.get(change.kind());
        if (channels == null || !channels.remove(change.channel())) {
            return false;
        }
        resize(-sizeOf(change.channel()));
        if (channels.isEmpty()) {
            subscriptions.remove(change.kind());
        }
        return true;
    }

    /** What was confirmed so far is for good. */
    void settle() {
        unsettled.clear();
    }

    /** A command that was answered in part comes again, and counts the subscriptions as it did before: what it has changed is taken back. */
    void restart() {
        List.copyOf(unsettled).forEach(each -> apply(new Change(each.kind(), each.channel(), !each.subscribed())));
        unsettled.clear();
    }

    /** What a confirmation or a command is about: subscribe, psubscribe or ssubscribe. */
    private static String kind(String confirmation) {
        return confirmation.toLowerCase(Locale.ROOT).replaceFirst("unsub", "sub");
    }

    /**
     * A command is answered completely.
     *
     * @param bytes the command, if it is kept
     * @param label how its answer begins
     */
    void answered(Pending command, byte @Nullable [] bytes, String label) {
        var of = command.transaction;
        if (of != null && of.state == Transaction.State.OPEN && isQueued(command.effect)) {
            queued(of, command.error, bytes);
            return;
        }
        switch (command.effect) {
            case MULTI -> began(of, command.error, bytes);
            case EXEC, DISCARD -> ended(of, command.error, label);
            case RESET -> reset();
            case WATCH -> watching |= !command.error;
            case UNWATCH -> watching &= command.error;
            case HIDDEN -> lose(command.error ? null : Unprotected.CONNECTION_STATE);
            case SCAN -> scanned(command, label);
            case SETTING -> {
                if (!command.error) {
                    set(command);
                }
            }
            default -> {
                // It leaves nothing on the connection.
            }
        }
        if (command.effect == Effect.NEXT && !command.error) {
            next.remove(command.arguments);
            next.add(command.arguments);
        } else if (transaction == null) {
            next.clear();
        }
    }

    private static boolean isQueued(Effect effect) {
        return effect != Effect.EXEC && effect != Effect.DISCARD && effect != Effect.RESET && effect != Effect.QUIT;
    }

    private void began(@Nullable Transaction of, boolean refused, byte @Nullable [] bytes) {
        if (of == null || of.state != Transaction.State.ASKED) {
            return;
        }
        of.state = refused ? Transaction.State.REFUSED : Transaction.State.OPEN;
        if (!refused) {
            transaction = of;
            queued(of, false, bytes);
        }
    }

    private void queued(Transaction of, boolean error, byte @Nullable [] bytes) {
        if (bytes != null && of.kept && resize(bytes.length + OVERHEAD)) {
            of.add(bytes, error);
        } else {
            giveUp(of);
        }
    }

    private void giveUp(Transaction of) {
        of.queued().forEach(each -> resize(-each.bytes().length - OVERHEAD));
        of.giveUp();
    }

    /** An EXEC that is refused as such may leave the transaction open. */
    private void ended(@Nullable Transaction of, boolean error, String label) {
        if (error && of != null && of.state == Transaction.State.OPEN && !label.startsWith("-EXECABORT")) {
            lose(Unprotected.CONNECTION_STATE);
        }
        watching = false;
        if (transaction != null && transaction == of) {
            giveUp(transaction);
            transaction = null;
        }
    }

    private void scanned(Pending command, String label) {
        if (limits.allows(command.name)) {
            return;
        }
        var arguments = command.arguments;
        var scan = command.name + " " + (command.name.equals("SCAN") || arguments.size() < 2 ? "" : arguments.get(1));
        if (command.error || label.equals("0")) {
            resize(scans.remove(scan) ? -sizeOf(scan) : 0);
        } else if (scans.add(scan)) {
            resize(sizeOf(scan));
        }
    }

    private void set(Pending command) {
        var before = sizeOfSettings();
        if (!settings.set(command.name, command.arguments)) {
            lose(Unprotected.CONNECTION_STATE);
        }
        resize(sizeOfSettings() - before);
    }

    private int sizeOfSettings() {
        return settings.commands()
                .mapToInt(
                        each -> each.stream().mapToInt(ConnectionState::sizeOf).sum())
                .sum();
    }

    private static int sizeOf(String text) {
        return OVERHEAD + text.length();
    }

    private void reset() {
        if (transaction != null) {
            giveUp(transaction);
            transaction = null;
        }
        settings.clear();
        subscriptions.clear();
        next.clear();
        watching = false;
        resize(scans.stream().mapToInt(ConnectionState::sizeOf).sum() - kept.size());
    }

    /** Whether there is room; else nothing of it can be set up any more. */
    private boolean resize(int by) {
        if (lost == null) {
            lose(kept.resize(by));
        }
        return lost == null;
    }

    private void lose(@Nullable Unprotected reason) {
        if (reason != null && lost == null) {
            lost = reason;
            close();
        }
    }

    /** What has to be said on a new connection. */
    List<Restored> restored() {
        var commands = new ArrayList<Restored>();
        settings.commands().forEach(each -> commands.add(Restored.of(each, 1)));
        subscriptions.forEach((kind, channels) -> {
            var command = new ArrayList<String>(channels.size() + 1);
            command.add(kind.toUpperCase(Locale.ROOT));
            command.addAll(channels);
            commands.add(Restored.of(command, channels.size()));
        });
        next.forEach(each -> commands.add(Restored.of(each, 1)));
        if (transaction != null) {
            transaction.queued().forEach(each -> commands.add(new Restored("MULTI", each.bytes(), 1, each.error())));
        }
        return commands;
    }

    /** Nothing of it is needed any more. */
    void close() {
        settings.clear();
        subscriptions.clear();
        unsettled.clear();
        next.clear();
        scans.clear();
        transaction = null;
        kept.close();
    }
}
