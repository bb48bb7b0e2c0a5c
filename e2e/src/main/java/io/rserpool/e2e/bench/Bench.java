package io.rserpool.e2e.bench;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point: one subcommand per benchmark. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures what docs/performance.md says. Leave the machine alone meanwhile.",
        subcommands = {
            FailoverBench.class,
            FootprintBench.class,
            ThroughputBench.class,
            LatencyBench.class,
            TransportBench.class,
            TransportPeer.class,
            ScaleBench.class,
            DownloadBench.class,
            HaproxyBench.class,
            DeathBench.class,
            ParsingBench.class,
            SessionMemoryBench.class,
            RegistrarPeer.class
        })
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }
}
