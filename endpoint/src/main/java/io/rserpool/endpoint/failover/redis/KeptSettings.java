package io.rserpool.endpoint.failover.redis;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The last command for each thing that can be set of a connection. Arguments may be secrets: they are for servers only. */
final class KeptSettings {
    /** In the order in which they are set up again: who has logged in may do the rest, and what tracks needs the protocol for it. */
    private enum Setting {
        AUTH,
        HELLO,
        NAME,
        LIBRARY_NAME,
        LIBRARY_VERSION,
        CAPABILITIES,
        NO_EVICT,
        NO_TOUCH,
        DATABASE,
        CLUSTER_READS,
        TRACKING
    }

    private final boolean tracking;
    private final Map<Setting, List<String>> commands = new EnumMap<>(Setting.class);

    /** @param tracking whether CLIENT TRACKING can be set up again */
    KeptSettings(boolean tracking) {
        this.tracking = tracking;
    }

    Stream<List<String>> commands() {
        return commands.values().stream();
    }

    void clear() {
        commands.clear();
    }

    boolean isResp3() {
        var hello = commands.get(Setting.HELLO);
        return hello != null && hello.get(1).equals("3");
    }

    /** A command was accepted; whether it can be set up again. One that lacks an argument would be refused by any server that is known. */
    boolean set(String name, List<String> arguments) {
        if (arguments.size() < least(name)) {
            return false;
        }
        switch (name) {
            case "AUTH" -> put(Setting.AUTH, arguments);
            case "SELECT" -> put(Setting.DATABASE, arguments);
            case "READONLY", "READWRITE" -> put(Setting.CLUSTER_READS, arguments);
            case "CLIENT SETNAME" -> put(Setting.NAME, arguments);
            case "CLIENT CAPA" -> put(Setting.CAPABILITIES, arguments);
            case "CLIENT NO-EVICT" -> put(Setting.NO_EVICT, arguments);
            case "CLIENT NO-TOUCH" -> put(Setting.NO_TOUCH, arguments);
            case "CLIENT SETINFO" ->
                put(
                        arguments.get(2).equalsIgnoreCase("lib-ver") ? Setting.LIBRARY_VERSION : Setting.LIBRARY_NAME,
                        arguments);
            case "CLIENT TRACKING" -> {
                return track(arguments);
            }
            case "HELLO" -> {
                return hello(arguments);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int least(String name) {
        return switch (name) {
            case "CLIENT SETINFO", "CLIENT TRACKING" -> 3;
            default -> 0;
        };
    }

    private boolean hello(List<String> arguments) {
        if (arguments.size() < 2) {
            return true;
        }
        put(Setting.HELLO, List.of("HELLO", arguments.get(1)));
        for (int i = 2; i < arguments.size(); i++) {
            if (arguments.get(i).equalsIgnoreCase("AUTH") && i + 2 < arguments.size()) {
                put(Setting.AUTH, List.of("AUTH", arguments.get(i + 1), arguments.get(i + 2)));
                i += 2;
            } else if (arguments.get(i).equalsIgnoreCase("SETNAME") && i + 1 < arguments.size()) {
                put(Setting.NAME, List.of("CLIENT", "SETNAME", arguments.get(i + 1)));
                i++;
            } else {
                return false;
            }
        }
        return true;
    }

    /** Where invalidations go to another connection, they are lost with that one's number. */
    private boolean track(List<String> arguments) {
        if (arguments.get(2).equalsIgnoreCase("off")) {
            commands.remove(Setting.TRACKING);
            return true;
        }
        put(Setting.TRACKING, arguments);
        return tracking && arguments.stream().noneMatch("redirect"::equalsIgnoreCase);
    }

    private void put(Setting setting, List<String> arguments) {
        commands.put(setting, List.copyOf(arguments));
    }
}
