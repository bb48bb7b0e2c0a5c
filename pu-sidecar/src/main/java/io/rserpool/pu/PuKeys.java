package io.rserpool.pu;

import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.program.settings.CommonConfig.TimerProfile;
import io.rserpool.program.settings.ConfigKey;
import io.rserpool.program.settings.ConfigKeys;
import io.rserpool.program.settings.Overlay;
import io.rserpool.program.settings.Setting;
import io.rserpool.program.settings.TimerSettings;
import io.rserpool.program.settings.ValueRange;
import io.rserpool.transport.sctp.SctpOptions;
import java.util.List;

/** Every key of a pu-sidecar in words. */
final class PuKeys {
    private static final String POOL = "rserpool.pu.pools.<name>.";

    private static final String FORWARD = "rserpool.pu.forwards.<name>.";

    static final Overlay<AsapTimers> TIMERS = TimerSettings.asap(profile -> AsapTimers.profile(profile.name()))
            .with(new Setting(
                    "life-unit",
                    "lifeUnit",
                    ValueRange.names(AsapTimers.LifeUnit.class),
                    "unit of registration lives on the wire, that of the registrars"));

    static final Overlay<SctpOptions> SCTP = TimerSettings.sctp(
            TimerSettings.SCTP_PREFIX, profile -> profile == TimerProfile.FAST ? SctpOptions.FAST : SctpOptions.RFC);

    static final ConfigKeys KEYS = new ConfigKeys(
            "pu-sidecar",
            "carries the connections of ordinary TCP clients to living elements of RSerPool pools",
            List.of("rserpool.pe.", "rserpool.registrar."),
            List.of(
                    new ConfigKey(
                            "rserpool.udp-port", "0", "local UDP port that SCTP runs over, 0 = any free, to 65535"),
                    new ConfigKey(
                            "rserpool.registrars",
                            "rserpool-registrars:3863",
                            "comma-separated host[:port] of registrars; a name stands for all its addresses. Without it"
                                    + " and with rserpool.announce.group: only those announced"),
                    new ConfigKey(
                            "rserpool.announce.group",
                            "none",
                            "address:port of the multicast group in which registrars announce themselves, such as"
                                    + " 224.0.1.185:3863 or RSPLIB's 239.0.0.50:3863; configured registrars come first"),
                    new ConfigKey(
                            "rserpool.pu.registrar-transport",
                            "sctp",
                            "how registrars are spoken to: sctp, tcp; the port is that of rserpool.registrars"),
                    new ConfigKey(
                            "rserpool.pu.subscribe",
                            "true, in timer profile rsplib false",
                            "whether registrars are asked to tell of changes of pools; one that does not is asked"
                                    + " when the cache is stale"),
                    new ConfigKey(
                            "rserpool.pu.journal-budget",
                            "24M",
                            "memory outside the heap for the journals of all pools together, 0 to 1G; beyond it the"
                                    + " largest are given up. Part of -XX:MaxDirectMemorySize"),
                    new ConfigKey("rserpool.management.port", "9092", "TCP port of health, metrics and pages, 0 = any"),
                    new ConfigKey(
                            POOL + "handle",
                            "<name>",
                            "pool handle, 1 to 32 bytes; <name> itself is for people, logs and metrics only"),
                    new ConfigKey(POOL + "listen", "", "ip:port that clients connect to"),
                    new ConfigKey(
                            POOL + "failover",
                            "reconnect",
                            "what becomes of a client's connection when its element dies: reconnect (it is reset, the next"
                                    + " one goes to a living element) or replay (it goes on: for servers whose answer"
                                    + " depends on nothing but what the client sends)"),
                    new ConfigKey(
                            POOL + "journal-limit",
                            "1M",
                            "bytes of a client kept for replay, 0 to 1G, with K, M or G for powers of 1024; a client that"
                                    + " sends more loses the guarantee, not its connection"),
                    new ConfigKey(
                            POOL + "failover-timeout",
                            "PT30S",
                            "how long a living element is looked for until the client is reset, PT0.1S to PT1H"),
                    new ConfigKey(
                            POOL + "fallback",
                            "none",
                            "host:port where a new connection goes that no element serves: the Service that the client would"
                                    + " reach without a sidecar. The host is found in the DNS, not in /etc/hosts. Without it"
                                    + " connections wait for an element until failover-timeout"),
                    new ConfigKey(
                            POOL + "fallback-after",
                            "PT0.5S",
                            "how long a new connection waits for an element when there is a fallback, PT0.05S to PT1M; not"
                                    + " at all if a registrar says that the pool has none"),
                    new ConfigKey(
                            POOL + "max-sessions",
                            "1000",
                            "most connections at a time, 1 to 100000; more go to the fallback, or are reset without one"),
                    new ConfigKey(
                            POOL + "ppid",
                            "0",
                            "payload protocol identifier of messages to elements such as RSPLIB's, 0 to 0xffffffff but 11"),
                    new ConfigKey(
                            POOL + "message-size",
                            "16384",
                            "longest message to elements such as RSPLIB's in bytes, 1 to 60000"),
                    new ConfigKey(
                            POOL + "end-linger",
                            "PT5S",
                            "how long an element such as RSPLIB's must have been silent after the client's end until its"
                                    + " association is shut down, PT0S to PT1H"),
                    new ConfigKey(
                            FORWARD + "listen",
                            "",
                            "ip:port of another port of a captured Service, whose connections have nothing to do with a pool"),
                    new ConfigKey(
                            FORWARD + "to",
                            "",
                            "host:port where they are carried, found as rserpool.pu.pools.<name>.fallback is")),
            List.of(TIMERS, SCTP));

    private PuKeys() {}
}
