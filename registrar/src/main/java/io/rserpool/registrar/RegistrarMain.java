package io.rserpool.registrar;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.rserpool.program.NameCache;
import io.rserpool.program.settings.ConfigCheck;
import java.util.List;

/** Starts the program once its configuration is known to be right. */
@QuarkusMain
public final class RegistrarMain {
    private RegistrarMain() {}

    public static void main(String... args) {
        if (List.of(args).contains("--help")) {
            System.out.print(RegistrarKeys.TABLE.help());
            return;
        }
        NameCache.keepShort();
        if (ConfigCheck.report(RegistrarKeys.TABLE, System.err)) {
            System.exit(ConfigCheck.EXIT_CODE);
        }
        Quarkus.run(RegistrarProgram.class, args);
    }
}
