package io.rserpool.registrar;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.rserpool.management.ConfigCheck;
import java.security.Security;
import java.util.List;

/** Starts the program once its configuration is known to be right. */
@QuarkusMain
public final class RegistrarMain {
    /** How long the JVM may keep an address it looked up, in s: peers come and go. */
    private static final String NAME_CACHE_SECONDS = "1";

    private RegistrarMain() {}

    public static void main(String... args) {
        if (List.of(args).contains("--help")) {
            System.out.print(RegistrarKeys.KEYS.help());
            return;
        }
        Security.setProperty("networkaddress.cache.ttl", NAME_CACHE_SECONDS);
        Security.setProperty("networkaddress.cache.negative.ttl", NAME_CACHE_SECONDS);
        if (ConfigCheck.report(RegistrarConfig.class, Settings::check, RegistrarKeys.KEYS, System.err)) {
            System.exit(ConfigCheck.EXIT_CODE);
        }
        Quarkus.run(RegistrarProgram.class, args);
    }
}
