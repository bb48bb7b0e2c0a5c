package io.rserpool.pe;

import io.rserpool.program.settings.CommonConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration of a pe-sidecar; {@link PeKeys} says what each key means. */
@ConfigMapping(prefix = "rserpool")
public interface PeConfig extends CommonConfig {
    @WithDefault("9899")
    int udpPort();

    Optional<List<String>> registrars();

    Announce announce();

    Management management();

    Pe pe();

    /** Where registrars announce themselves. */
    interface Announce {
        /** {@code address:port} of a multicast group; none = announces are not listened to. */
        Optional<String> group();
    }

    /** Where health, metrics and pages are served. */
    interface Management {
        @WithDefault("0.0.0.0")
        String address();

        @WithDefault("9091")
        int port();
    }

    /** Keys below {@code rserpool.pe}. */
    interface Pe {
        @WithDefault("7890")
        int sctpPort();

        Optional<String> directPool();

        /** Lets others than this host's own programs drain. */
        Optional<String> drainToken();

        Map<String, Pool> pools();
    }

    /** Keys of one pool. */
    interface Pool {
        Optional<String> handle();

        @WithDefault("127.0.0.1:8080")
        String server();

        Optional<String> identifier();

        @WithDefault("round-robin")
        PolicyName policy();

        @WithDefault("0")
        int capacity();

        @WithDefault("0")
        String ppid();

        @WithDefault("16384")
        int messageSize();

        @WithDefault("false")
        boolean businessCard();

        Health health();

        @WithDefault("PT30S")
        Duration drainTimeout();

        /** After a drain began; 30 s after {@link #drainTimeout} if absent. */
        Optional<Duration> returnAfter();

        @WithDefault("PT0.1S")
        Duration endConfirmation();
    }

    /** How the server's health is found out. */
    interface Health {
        @WithDefault("tcp")
        HealthType type();

        @WithDefault("/")
        String path();

        @WithDefault("PT1S")
        Duration interval();

        @WithDefault("PT1S")
        Duration timeout();

        @WithDefault("1")
        int failures();

        @WithDefault("true")
        boolean keepLast();
    }

    /** Member selection policies (RFC 5356 sections 4.1 to 4.3). */
    enum PolicyName {
        ROUND_ROBIN,
        RANDOM,
        LEAST_USED
    }

    /** Kinds of health checks. */
    enum HealthType {
        TCP,
        CONNECT,
        HTTP,
        NONE
    }
}
