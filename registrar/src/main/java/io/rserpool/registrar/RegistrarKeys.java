package io.rserpool.registrar;

import io.rserpool.program.settings.ConfigKey;
import io.rserpool.program.settings.ConfigKeys;
import java.util.List;

/** Every key of a registrar in words. */
final class RegistrarKeys {
    private static final String OWN = "rserpool.registrar.";
    private static final String MULTICAST = OWN + "enrp-multicast.";

    static final ConfigKeys KEYS = new ConfigKeys(
            "registrar",
            "keeps the handlespace of an RSerPool operation scope (ASAP and ENRP server)",
            List.of("rserpool.pe.", "rserpool.pu.", "rserpool.registrars", "rserpool.timers."),
            List.of(
                    new ConfigKey(
                            "rserpool.udp-port", "9899", "local UDP port that SCTP runs over, 0 = any free, to 65535"),
                    new ConfigKey("rserpool.management.port", "9090", "TCP port of health, metrics and pages, 0 = any"),
                    new ConfigKey(OWN + "asap-port", "3863", "SCTP port for pool elements and users, 1 to 65535"),
                    new ConfigKey(
                            OWN + "asap-tcp-port",
                            "as asap-port",
                            "TCP port for pool users (RFC 5352 section 2.1), 0 = none, to 65535"),
                    new ConfigKey(
                            OWN + "announce.group",
                            "none",
                            "address:port of the multicast group in which elements and users are told of this registrar,"
                                    + " such as 224.0.1.185:3863 (RFC), 239.0.0.50:3863 (RSPLIB), [ff05::133]:3863;"
                                    + " none = not at all"),
                    new ConfigKey(
                            OWN + "announce.form",
                            "rsplib in that timer profile, else rfc",
                            "rfc: with transports, every (number of registrars) x cycle; rsplib: without, every cycle"),
                    new ConfigKey(OWN + "announce.cycle", "PT1S", "T6-Serverannounce, 100 ms to 60 s"),
                    new ConfigKey(
                            OWN + "announce.time-to-live",
                            "1",
                            "time to live of announces, 0 to 255: 0 = this host, 1 = this network"),
                    new ConfigKey(OWN + "enrp-port", "9901", "SCTP port for other registrars, 1 to 65535"),
                    new ConfigKey(
                            OWN + "peers",
                            "none",
                            "comma-separated host[:port] of the registrars of the scope; a name stands for all its"
                                    + " addresses and is resolved again and again, one's own address is skipped"),
                    new ConfigKey(
                            OWN + "server-id",
                            "random",
                            "ID of this registrar, 0x00000001 to 0xfffffffe, hexadecimal or decimal"),
                    new ConfigKey(
                            MULTICAST + "enabled",
                            "false",
                            "announces this registrar to others by multicast, and looks for those that do so"),
                    new ConfigKey(
                            MULTICAST + "group", "239.0.0.51:9901", "IP address and UDP port of the multicast group"),
                    new ConfigKey(
                            MULTICAST + "time-to-live", "30", "routers that announcements may pass + 1, 0 to 255")),
            RegistrarOverlays.ALL);

    private RegistrarKeys() {}
}
