package io.rserpool.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Entry point: a table of all policies at 10,000 elements, then how it grows to a million. Arguments: policies for a
 * table of these; {@code growth} for the second part only; {@code cpu} for a table by CPU time, which means something
 * also where others use the machine.
 */
public final class HandlespaceBench {
    private static final int ELEMENTS = 10_000;
    private static final int MOST = 1_000_000;
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private HandlespaceBench() {}

    public static void main(String[] arguments) throws RunnerException {
        switch (arguments.length == 0 ? "all" : arguments[0]) {
            case "growth" -> growth();
            case "cpu" -> Growth.print(Population.POLICIES, ELEMENTS);
            case "all" -> {
                table(Population.POLICIES);
                growth();
            }
            default -> table(List.of(arguments));
        }
    }

    private static void growth() {
        for (var policy : List.of("LUD", "WRAND")) {
            Growth.print(policy, MOST);
        }
    }

    private static void table(List<String> policies) throws RunnerException {
        System.out.println("millions per second (bytes allocated per operation)");
        System.out.println(
                "| policy | semantics | selections | registrations from none | one leaves, one comes | again |");
        System.out.println("|---|---|---|---|---|---|");
        for (var policy : policies) {
            for (var semantics : List.of("RFC", "RSPLIB")) {
                var results = run(policy, semantics);
                System.out.println("| %s | %s | %s | %s | %s | %s |"
                        .formatted(
                                policy,
                                semantics,
                                cell(results, "select"),
                                cell(results, "fromEmpty"),
                                cell(results, "oneLeavesOneComes"),
                                cell(results, "again")));
            }
        }
    }

    private static Collection<RunResult> run(String policy, String semantics) throws RunnerException {
        return new Runner(new OptionsBuilder()
                        .include(SelectionBenchmark.class.getName())
                        .include(RegistrationBenchmark.class.getName())
                        .param("policy", policy)
                        .param("semantics", semantics)
                        .mode(Mode.Throughput)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .warmupIterations(3)
                        .warmupTime(TimeValue.milliseconds(400))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.milliseconds(300))
                        .forks(1)
                        .addProfiler(GCProfiler.class)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    private static String cell(Collection<RunResult> results, String benchmark) {
        for (var result : results) {
            if (result.getPrimaryResult().getLabel().equals(benchmark)) {
                var allocated = result.getSecondaryResults().get(ALLOCATION);
                return String.format(
                        Locale.ROOT,
                        "%.2f (%.0f)",
                        result.getPrimaryResult().getScore(),
                        allocated == null ? Double.NaN : allocated.getScore());
            }
        }
        return "–";
    }
}
