package io.rserpool.e2e.bench;

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
            System.out.println("plain");
            measurement.run(false);
            System.out.println("over DTLS");
            measurement.run(true);
        }
    }
}
