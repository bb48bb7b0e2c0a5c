package io.rserpool.e2e.bench;

import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalSystem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of benchmarks that measure what security costs: the same without and with it, in one run. */
final class InTurn {
    @Option(names = "--secure", description = "Without and with security in turn, --rounds times.")
    private boolean secure;

    @Option(names = "--rounds", description = "Of --secure (default: ${DEFAULT-VALUE}).")
    private int rounds = 3;

    /** What is measured; it prints its results. */
    @FunctionalInterface
    interface Measurement {
        /** @param secured whether security is required */
        void run(boolean secured) throws Exception;
    }

    /** Measures once without security, or as often as the options say. */
    void run(Measurement measurement) throws Exception {
        if (!secure) {
            measurement.run(false);
            return;
        }
        for (int round = 1; round <= rounds; round++) {
            System.out.println("security off");
            measurement.run(false);
            System.out.println("security required");
            measurement.run(true);
        }
    }

    /** The authority of a system whose programs are to be secured; null if they are not. */
    static @Nullable LocalAuthority authority(LocalSystem system, boolean secured) {
        return secured ? system.secure() : null;
    }
}
