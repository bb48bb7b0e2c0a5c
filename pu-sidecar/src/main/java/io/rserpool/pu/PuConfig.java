package io.rserpool.pu;

import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.program.settings.CommonConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of a pu-sidecar; {@link PuKeys} says what each key means. */
@ConfigMapping(prefix = "rserpool")
public interface PuConfig extends CommonConfig {
    @WithDefault("0")
    int udpPort();

    Optional<List<String>> registrars();

    Announce announce();

    Management management();

    Pu pu();

    /** Where registrars announce themselves. */
    interface Announce {
        /** {@code address:port} of a multicast group; none = announces are not listened to. */
        Optional<String> group();
    }

    /** Where health, metrics and pages are served. */
    interface Management {
        @WithDefault("0.0.0.0")
        String address();

        @WithDefault("9092")
        int port();
    }

    /** Keys below {@code rserpool.pu}. */
    interface Pu {
        @WithDefault("sctp")
        RegistrarTransport registrarTransport();

        /** Whether registrars are asked for dynamic updates; as the timer profile wants it if absent. */
        Optional<Boolean> subscribe();

        @WithDefault("24M")
        String journalBudget();

        Map<String, Pool> pools();

        Map<String, Forward> forwards();
    }

    /** Keys of one pool. */
    interface Pool {
        Optional<String> handle();

        String listen();

        @WithDefault("reconnect")
        Failover failover();

        @WithDefault("1M")
        String journalLimit();

        @WithDefault("PT30S")
        Duration failoverTimeout();

        /** Where connections go that no element serves; none = they wait for one. */
        Optional<String> fallback();

        @WithDefault("PT0.5S")
        Duration fallbackAfter();

        @WithDefault("1000")
        int maxSessions();

        @WithDefault("0")
        String ppid();

        @WithDefault("16384")
        int messageSize();

        @WithDefault("PT5S")
        Duration endLinger();
    }

    /** Keys of another port of a captured Service. */
    interface Forward {
        String listen();

        String to();
    }

    /** The failover modes that need nothing of a client. */
    enum Failover {
        RECONNECT(FailoverMode.RECONNECT),
        REPLAY(FailoverMode.REPLAY);

        private final FailoverMode mode;

        Failover(FailoverMode mode) {
            this.mode = mode;
        }

        FailoverMode mode() {
            return mode;
        }
    }

    /** How registrars are spoken to (RFC 5352 section 2.1). */
    enum RegistrarTransport {
        SCTP,
        TCP
    }
}
