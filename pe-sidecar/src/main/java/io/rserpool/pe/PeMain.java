package io.rserpool.pe;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.rserpool.program.NameCache;
import io.rserpool.program.settings.ConfigCheck;
import java.util.List;

/** Starts the program once its configuration is known to be right. */
@QuarkusMain
public final class PeMain {
    private PeMain() {}

    public static void main(String... args) {
        if (List.of(args).contains("--help")) {
            System.out.print(PeKeys.TABLE.help());
            return;
        }
        NameCache.keepShort();
        if (ConfigCheck.report(PeKeys.TABLE, System.err)) {
            System.exit(ConfigCheck.EXIT_CODE);
        }
        Quarkus.run(PeProgram.class, args);
    }
}
