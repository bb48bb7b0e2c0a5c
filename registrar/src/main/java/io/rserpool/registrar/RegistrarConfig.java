package io.rserpool.registrar;

import io.rserpool.program.settings.CommonConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The configuration of a registrar; {@link RegistrarKeys} says what each key means. */
@ConfigMapping(prefix = "rserpool")
public interface RegistrarConfig extends CommonConfig {
    /** UDP port that SCTP runs over (RFC 6951), 0 = any free one, to 65535. */
    @WithDefault("9899")
    int udpPort();

    Management management();

    Keys registrar();

    /** Where health, metrics and pages are served. */
    interface Management {
        /** IP address of the HTTP listener. */
        @WithDefault("0.0.0.0")
        String address();

        /** TCP port of the HTTP listener, 0 = any free one, to 65535. */
        @WithDefault("9090")
        int port();
    }

    /** Keys below {@code rserpool.registrar}. */
    interface Keys {
        /** SCTP port for pool elements and users, 1 to 65535. */
        @WithDefault("3863")
        int asapPort();

        /** TCP port for pool users, 0 = none, to 65535; the number of the SCTP port if absent. */
        Optional<Integer> asapTcpPort();

        /** SCTP port for other registrars, 1 to 65535. */
        @WithDefault("9901")
        int enrpPort();

        /** {@code host[:port]} of other registrars; a name stands for all its addresses, one's own is skipped. */
        Optional<List<String>> peers();

        /** Server ID, 1 to 0xfffffffe; random if absent, as RFC 5353 section 3.2.1 wants it. */
        Optional<String> serverId();

        EnrpMulticast enrpMulticast();

        Announce announce();
    }

    /** Keys below {@code rserpool.registrar.enrp-multicast}: Presence by multicast. */
    interface EnrpMulticast {
        @WithDefault("false")
        boolean enabled();

        /** IP address and UDP port; RSPLIB's. */
        @WithDefault("239.0.0.51:9901")
        String group();

        /** Routers that announcements may pass + 1, 0 to 255. */
        @WithDefault("30")
        int timeToLive();
    }

    /** Keys below {@code rserpool.registrar.announce}: how elements and users hear of this registrar by multicast. */
    interface Announce {
        /** {@code address:port} of the multicast group; none = it does not announce itself. */
        Optional<String> group();

        /** What announces look like; as the timer profile wants it if absent. */
        Optional<AnnounceForm> form();

        /** T6-Serverannounce. */
        @WithDefault("PT1S")
        Duration cycle();

        /** Time to live of the datagrams, 0 to 255. */
        @WithDefault("1")
        int timeToLive();
    }

    /** Forms of announces. */
    enum AnnounceForm {
        /** With transports, every (number of registrars) × cycle. */
        RFC,
        /** Without transports, every cycle ± 12.5 %. */
        RSPLIB
    }
}
