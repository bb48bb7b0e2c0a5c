package io.rserpool.pe;

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

/** Every key of a pe-sidecar in words. */
final class PeKeys {
    private static final String POOL = "rserpool.pe.pools.<name>.";

    static final Overlay<AsapTimers> TIMERS = TimerSettings.asap(profile -> AsapTimers.profile(profile.name()))
            .with(new Setting(
                    "life-unit",
                    "lifeUnit",
                    ValueRange.names(AsapTimers.LifeUnit.class),
                    "unit of registration lives on the wire, that of the registrars"));

    static final Overlay<SctpOptions> SCTP = TimerSettings.sctp(
            TimerSettings.SCTP_PREFIX, profile -> profile == TimerProfile.FAST ? SctpOptions.FAST : SctpOptions.RFC);

    static final ConfigKeys KEYS = new ConfigKeys(
            "pe-sidecar",
            "makes an ordinary TCP server an element of RSerPool pools",
            List.of("rserpool.pu.", "rserpool.registrar."),
            List.of(
                    new ConfigKey(
                            "rserpool.udp-port", "9899", "local UDP port that SCTP runs over, 0 = any free, to 65535"),
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
                    new ConfigKey("rserpool.management.port", "9091", "TCP port of health, metrics and pages, 0 = any"),
                    new ConfigKey("rserpool.pe.sctp-port", "7890", "SCTP port that sessions come to, 1 to 65535"),
                    new ConfigKey(
                            "rserpool.pe.direct-pool",
                            "the only pool",
                            "<name> of the pool that serves users whose association is one session, such as RSPLIB's"),
                    new ConfigKey(
                            "rserpool.pe.drain-token",
                            "none",
                            "value of the header X-RSerPool-Drain-Token with which others than this host's own programs"
                                    + " may call /drain"),
                    new ConfigKey(
                            POOL + "handle",
                            "<name>",
                            "pool handle, 1 to 32 bytes; <name> itself is for people, logs and metrics only"),
                    new ConfigKey(POOL + "server", "127.0.0.1:8080", "host:port of the server"),
                    new ConfigKey(
                            POOL + "identifier",
                            "random",
                            "PE identifier, 0x00000001 to 0xfffffffe, hexadecimal or decimal"),
                    new ConfigKey(
                            POOL + "policy",
                            "round-robin",
                            "selection policy: round-robin, random, least-used (load = sessions / capacity, or the CPU load"
                                    + " that /proc/stat shows where capacity is 0)"),
                    new ConfigKey(
                            POOL + "capacity", "0", "most sessions at a time, 0 = no limit; more are sent elsewhere"),
                    new ConfigKey(
                            POOL + "ppid",
                            "0",
                            "payload protocol identifier of messages to users such as RSPLIB's, 0 to 0xffffffff but 11"),
                    new ConfigKey(
                            POOL + "message-size",
                            "16384",
                            "longest message to users such as RSPLIB's in bytes, 1 to 60000"),
                    new ConfigKey(
                            POOL + "business-card",
                            "false",
                            "whether users are told, when a session begins, which elements to fail over to: true, false"),
                    new ConfigKey(
                            POOL + "health.type",
                            "tcp",
                            "health check: tcp (somebody listens at the port; the server notices nothing of it), connect"
                                    + " (a connection is made and closed), http (GET, status 200 to 399 is healthy),"
                                    + " none (no check connects; only a port where nobody listens counts)"),
                    new ConfigKey(POOL + "health.path", "/", "path of the http check"),
                    new ConfigKey(POOL + "health.interval", "PT1S", "time between checks, PT0.05S to PT1H"),
                    new ConfigKey(POOL + "health.timeout", "PT1S", "longest wait for an answer, PT0.01S to PT1M"),
                    new ConfigKey(
                            POOL + "health.failures", "1", "failed checks in a row that make it unhealthy, 1 to 100"),
                    new ConfigKey(
                            POOL + "health.keep-last",
                            "true",
                            "whether the last registered element of the pool stays so when only its checks fail: true,"
                                    + " false; one where nobody listens is always deregistered"),
                    new ConfigKey(
                            POOL + "drain-timeout",
                            "PT30S",
                            "how long /drain waits for sessions before it sends them to other elements, PT0S to PT1H"),
                    new ConfigKey(
                            POOL + "return-after",
                            "drain-timeout + PT30S",
                            "how long after the begin of a drain the element registers again if its server still lives, PT0S"
                                    + " to PT24H; with another run of the server it does so at once"),
                    new ConfigKey(
                            POOL + "end-confirmation",
                            "PT0.1S",
                            "after a server's close: how long its port must stay open until that is an orderly end and"
                                    + " not the death of the server, PT0S to PT5S")),
            List.of(TIMERS, SCTP));

    private PeKeys() {}
}
