package io.rserpool.pu;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.rserpool.program.NameCache;
import io.rserpool.program.settings.ConfigCheck;
import java.util.List;

/** Starts the program once its configuration is known to be right. */
@QuarkusMain
public final class PuMain {
    private PuMain() {}

    public static void main(String... args) {
        if (List.of(args).contains("--help")) {
            System.out.print(PuKeys.TABLE.help());
            return;
        }
        NameCache.keepShort();
        if (ConfigCheck.report(PuKeys.TABLE, System.err)) {
            System.exit(ConfigCheck.EXIT_CODE);
        }
        Quarkus.run(PuProgram.class, args);
    }
}
