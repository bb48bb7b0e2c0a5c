package io.rserpool.endpoint.failover.redis;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Effects of commands by name, in upper case; a command with subcommands is in it as {@code CONTAINER SUBCOMMAND}. */
final class CommandTable {
    /** Longest name of a command or subcommand that is known. */
    static final int LONGEST_NAME = 32;

    /**
     * Commands with the flag READONLY in Redis' own table, src/commands/*.json of github.com/redis/redis at commit 4f8cdc2 (2024, version 8 to be), but
     * the scans and the containers.
     */
    private static final String READ_ONLY = """
            BITCOUNT BITFIELD_RO BITPOS DBSIZE DUMP EVALSHA_RO EVAL_RO EXISTS EXPIRETIME FCALL_RO GEODIST GEOHASH GEOPOS
            GEORADIUSBYMEMBER_RO GEORADIUS_RO GEOSEARCH GET GETBIT GETRANGE HEXISTS HEXPIRETIME HGET HGETALL HKEYS HLEN HMGET
            HPEXPIRETIME HPTTL HRANDFIELD HSTRLEN HTTL HVALS KEYS LCS LINDEX LLEN LOLWUT LPOS LRANGE MGET PEXPIRETIME PFCOUNT PTTL
            RANDOMKEY SCARD SDIFF SINTER SINTERCARD SISMEMBER SMEMBERS SMISMEMBER SORT_RO SRANDMEMBER STRLEN SUBSTR SUNION TOUCH
            TTL TYPE XLEN XPENDING XRANGE XREAD XREVRANGE ZCARD ZCOUNT ZDIFF ZINTER ZINTERCARD ZLEXCOUNT ZMSCORE ZRANDMEMBER ZRANGE
            ZRANGEBYLEX ZRANGEBYSCORE ZRANK ZREVRANGE ZREVRANGEBYLEX ZREVRANGEBYSCORE ZREVRANK ZSCORE ZUNION""";

    /** From the same table: neither READONLY nor WRITE, and nothing changes by them but their server's own counters. */
    private static final String HARMLESS = "PING ECHO TIME INFO ROLE LASTSAVE COMMAND";

    /** The same of commands with subcommands, READONLY or harmless. */
    private static final Map<String, String> SUBCOMMANDS = Map.ofEntries(
            Map.entry("ACL", "CAT DRYRUN GENPASS GETUSER HELP LIST USERS WHOAMI"),
            Map.entry("CLIENT", "GETNAME GETREDIR HELP ID INFO LIST TRACKINGINFO"),
            Map.entry(
                    "CLUSTER",
                    "COUNTKEYSINSLOT COUNT-FAILURE-REPORTS GETKEYSINSLOT HELP INFO KEYSLOT LINKS MYID MYSHARDID NODES REPLICAS SHARDS"
                            + " SLAVES SLOTS"),
            Map.entry("COMMAND", "COUNT DOCS GETKEYS GETKEYSANDFLAGS HELP INFO LIST"),
            Map.entry("CONFIG", "GET HELP"),
            Map.entry("FUNCTION", "DUMP HELP LIST STATS"),
            Map.entry("LATENCY", "DOCTOR GRAPH HELP HISTOGRAM HISTORY LATEST"),
            Map.entry("MEMORY", "DOCTOR HELP MALLOC-STATS STATS USAGE"),
            Map.entry("MODULE", "HELP LIST"),
            Map.entry("OBJECT", "ENCODING FREQ HELP IDLETIME REFCOUNT"),
            Map.entry("PUBSUB", "CHANNELS HELP NUMPAT NUMSUB SHARDCHANNELS SHARDNUMSUB"),
            Map.entry("SCRIPT", "EXISTS HELP"),
            Map.entry("SLOWLOG", "GET HELP LEN"),
            Map.entry("XINFO", "CONSUMERS GROUPS HELP STREAM"));

    private static final Map<Effect, String> OTHERS = Map.ofEntries(
            Map.entry(Effect.SCAN, "SCAN SSCAN HSCAN ZSCAN"),
            Map.entry(Effect.SCRIPT, "EVAL EVALSHA FCALL"),
            // Those with the flag BLOCKING that are not READONLY.
            Map.entry(
                    Effect.BLOCKING,
                    "BLMOVE BLMPOP BLPOP BRPOP BRPOPLPUSH BZMPOP BZPOPMAX BZPOPMIN WAIT WAITAOF XREADGROUP"),
            Map.entry(Effect.SETTING, "AUTH HELLO SELECT READONLY READWRITE"),
            Map.entry(Effect.NEXT, "ASKING"),
            Map.entry(Effect.SUBSCRIBE, "SUBSCRIBE PSUBSCRIBE SSUBSCRIBE"),
            Map.entry(Effect.UNSUBSCRIBE, "UNSUBSCRIBE PUNSUBSCRIBE SUNSUBSCRIBE"),
            Map.entry(Effect.MULTI, "MULTI"),
            Map.entry(Effect.EXEC, "EXEC"),
            Map.entry(Effect.DISCARD, "DISCARD"),
            Map.entry(Effect.WATCH, "WATCH"),
            Map.entry(Effect.UNWATCH, "UNWATCH"),
            Map.entry(Effect.RESET, "RESET"),
            Map.entry(Effect.QUIT, "QUIT"),
            Map.entry(Effect.SHUTDOWN, "SHUTDOWN"),
            Map.entry(Effect.STREAM, "MONITOR SYNC PSYNC REPLCONF"));

    private static final Map<Effect, String> OF_CLIENT = Map.of(
            Effect.SETTING, "SETNAME SETINFO TRACKING NO-EVICT NO-TOUCH CAPA",
            Effect.NEXT, "CACHING",
            Effect.REPLY, "REPLY",
            Effect.HIDDEN, "IMPORT-SOURCE");

    private static final Map<String, Effect> EFFECTS = new HashMap<>();
    private static final Set<String> CONTAINERS;

    static {
        put(READ_ONLY + " " + HARMLESS, "", Effect.READ);
        SUBCOMMANDS.forEach((container, names) -> put(names, container + " ", Effect.READ));
        OTHERS.forEach((effect, names) -> put(names, "", effect));
        OF_CLIENT.forEach((effect, names) -> put(names, "CLIENT ", effect));
        put("DEBUG", "SCRIPT ", Effect.HIDDEN);
        CONTAINERS = SUBCOMMANDS.keySet();
    }

    private CommandTable() {}

    private static void put(String names, String prefix, Effect effect) {
        for (var name : names.split("\\s+")) {
            EFFECTS.put(prefix + name, effect);
        }
    }

    /**
     * The name under which a command is in the table.
     *
     * @param name as the client writes it
     * @param second its first argument, empty if it has none
     */
    static String name(String name, String second) {
        var upper = name.toUpperCase(Locale.ROOT);
        return second.isEmpty() || !CONTAINERS.contains(upper) ? upper : upper + " " + second.toUpperCase(Locale.ROOT);
    }

    /** What a command of that {@link #name} does; what is not known writes. */
    static Effect effect(String name) {
        return EFFECTS.getOrDefault(name, Effect.WRITE);
    }

    /** Whether a command of that name is known. */
    static boolean knows(String name) {
        return EFFECTS.containsKey(name);
    }
}
