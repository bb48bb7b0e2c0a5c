package io.rserpool.registrar;

import static io.rserpool.program.settings.ValueRange.durations;
import static io.rserpool.program.settings.ValueRange.flag;
import static io.rserpool.program.settings.ValueRange.names;
import static io.rserpool.program.settings.ValueRange.numbers;
import static io.rserpool.program.settings.ValueRange.parsed;

import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.HostPort;
import io.rserpool.program.settings.Key;
import io.rserpool.program.settings.KeyRows;
import io.rserpool.program.settings.KeyTable;
import io.rserpool.program.settings.SidecarKeys;
import io.rserpool.program.settings.ValueRange;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Every key of a registrar but those of {@link RegistrarOverlays}. */
final class RegistrarKeys {
    private static final String OWN = "rserpool.registrar.";
    private static final String MULTICAST = OWN + "enrp-multicast.";
    private static final String PEER = "host, host:port or [IPv6 address]:port, separated by commas";

    /** Forms of announces. */
    enum AnnounceForm {
        /** With transports, every (number of registrars) × cycle. */
        RFC,
        /** Without transports, every cycle ± 12.5 %. */
        RSPLIB
    }

    private static final KeyRows ROWS = new KeyRows("registrar");

    static final Key<Integer> UDP_PORT = ROWS.add(CommonKeys.udpPort("9899"));

    static final Key<Integer> MANAGEMENT_PORT = ROWS.add(CommonKeys.managementPort("9090"));

    static final Key<Integer> ASAP_PORT =
            ROWS.add(Key.of(OWN + "asap-port", numbers(1, 65535), "3863", "SCTP port for pool elements and users"));

    static final Key<Integer> ASAP_TCP_PORT = ROWS.add(
            Key.optional(
                    OWN + "asap-tcp-port",
                    numbers(0, 65535),
                    "as `asap-port`; 3864 with `rserpool.security.mode=required`",
                    "TCP port for pool users (RFC 5352 section 2.1), 0 = none; over TLS with `rserpool.security.mode=required`. Elements register over SCTP only"));

    static final Key<InetSocketAddress> ANNOUNCE_GROUP = ROWS.add(Key.optional(
            OWN + "announce.group",
            SidecarKeys.multicastGroup(),
            "none",
            "multicast group in which elements and users are told of this registrar: `224.0.1.185:3863` (RFC 5352),"
                    + " `239.0.0.50:3863` (RSPLIB), `[ff05::133]:3863` (IPv6). Pods mostly have no multicast"));

    static final Key<AnnounceForm> ANNOUNCE_FORM = ROWS.add(Key.optional(
            OWN + "announce.form",
            names(AnnounceForm.class),
            "`rsplib` in that timer profile, else `rfc`",
            "`rfc`: with transports, every (number of registrars) × cycle; `rsplib`: without transports, from the UDP port of"
                    + " the same number as the ASAP port, every cycle ± 12.5 %"));

    static final Key<Duration> ANNOUNCE_CYCLE = ROWS.add(Key.of(
            OWN + "announce.cycle",
            durations("PT0.1S", "PT1M"),
            "PT1S",
            "T6-Serverannounce. Elements and users forget an address 5 s (T7) after its last announce: more than four"
                    + " registrars need a shorter cycle in form `rfc`"));

    static final Key<Integer> ANNOUNCE_TIME_TO_LIVE = ROWS.add(Key.of(
            OWN + "announce.time-to-live", numbers(0, 255), "1", "of announces: 0 = this host, 1 = this network"));

    static final Key<Integer> ENRP_PORT =
            ROWS.add(Key.of(OWN + "enrp-port", numbers(1, 65535), "9901", "SCTP port for other registrars"));

    /** As written: what has no port has that of {@link #ENRP_PORT}. */
    static final Key<List<String>> PEERS = ROWS.add(Key.optional(
            OWN + "peers",
            ValueRange.list(PEER, parsed(PEER, RegistrarKeys::peer)),
            "none",
            "the registrars of the scope; a name stands for all its addresses and is resolved every 2 s; one's own address is"
                    + " skipped. With none the registrar serves at once, alone"));

    static final Key<ServerId> SERVER_ID = ROWS.add(Key.optional(
            OWN + "server-id",
            parsed("0x00000001 to 0xfffffffe, hexadecimal or decimal", RegistrarKeys::serverId),
            "random",
            "ID of this registrar. A restarted registrar should have another one (RFC 5353 section 3.2.1)"));

    static final Key<Boolean> MULTICAST_ENABLED = ROWS.add(
            Key.of(
                    MULTICAST + "enabled",
                    flag(),
                    "false",
                    "announces this registrar to others by multicast with each Presence, and looks for those that do so, as RSPLIB"));

    static final Key<InetSocketAddress> MULTICAST_GROUP = ROWS.add(Key.of(
            MULTICAST + "group",
            parsed("IP address of a multicast group:port", RegistrarKeys::multicastGroup),
            "239.0.0.51:9901",
            "where it is announced (RSPLIB's)"));

    static final Key<Integer> MULTICAST_TIME_TO_LIVE = ROWS.add(
            Key.of(MULTICAST + "time-to-live", numbers(0, 255), "30", "routers that announcements may pass + 1"));

    static final KeyTable TABLE = new KeyTable(
            "registrar",
            "keeps the handlespace of an RSerPool operation scope (ASAP and ENRP server)",
            List.of("rserpool.pe.", "rserpool.pu.", "rserpool.registrars", "rserpool.timers."),
            List.of(CommonKeys.ROWS, ROWS),
            RegistrarOverlays.ALL,
            Settings::check);

    private RegistrarKeys() {}

    private static String peer(String text) {
        return HostPort.parse(text, Ports.ENRP)
                .map(parsed -> text)
                .orElseThrow(() -> new IllegalArgumentException("no peer: " + text));
    }

    private static ServerId serverId(String text) {
        long value = Long.decode(text);
        if (value < 1 || value > 0xfffffffeL) {
            throw new IllegalArgumentException("no such ID: " + text);
        }
        return new ServerId((int) value);
    }

    private static InetSocketAddress multicastGroup(String text) {
        return HostPort.parse(text, Ports.ENRP)
                .map(HostPort::literal)
                .filter(group -> group.getAddress().isMulticastAddress())
                .orElseThrow(() -> new IllegalArgumentException("no multicast group: " + text));
    }
}
