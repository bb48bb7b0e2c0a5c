package io.rserpool.program.settings;

import io.rserpool.transport.udp.MulticastOptions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Keys that both sidecars have: how they find registrars. */
public final class SidecarKeys {
    /** SCTP or TCP port of ASAP. */
    private static final int ASAP_PORT = 3863;

    /** The rows. */
    public static final KeyRows ROWS = new KeyRows("sidecars");

    /** Where registrars are. */
    public static final Key<List<HostPort>> REGISTRARS = ROWS.add(Key.of(
            "rserpool.registrars",
            ValueRange.list("comma-separated host[:port]", HostPort.range("host or host:port", ASAP_PORT)),
            "rserpool-registrars:3863",
            "the registrars; a name stands for all the addresses it resolves to, and is resolved again and again. Without it,"
                    + " and with `rserpool.announce.group`, only announced registrars are known"));

    /** Where registrars say where they are. */
    public static final Key<InetSocketAddress> ANNOUNCE_GROUP = ROWS.add(Key.optional(
            "rserpool.announce.group",
            multicastGroup(),
            "none",
            "multicast group in which registrars announce themselves: `224.0.1.185:3863` (RFC 5352), `239.0.0.50:3863`"
                    + " (RSPLIB), `[ff05::133]:3863`. Anybody in the network can announce anything, so what"
                    + " `rserpool.registrars` names comes first: announced registrars are tried when those have failed, and"
                    + " are not believed when they want to become home. At most 32 addresses are known, each for 5 s (T7)"
                    + " after its last announce"));

    private SidecarKeys() {}

    /** Address and port of a multicast group. */
    public static ValueRange<InetSocketAddress> multicastGroup() {
        return ValueRange.parsed(
                "address:port or [IPv6 address]:port of a multicast group", text -> MulticastOptions.parseGroup(text)
                        .orElseThrow(() -> new IllegalArgumentException("no multicast group: " + text)));
    }

    /** The registrars; none if they are to be learned from announces. */
    public static List<HostPort> registrars(ConfigValues values) {
        Optional<String> written = values.value(REGISTRARS.name());
        return written.isEmpty() && ANNOUNCE_GROUP.find(values).isPresent() ? List.of() : REGISTRARS.of(values);
    }
}
