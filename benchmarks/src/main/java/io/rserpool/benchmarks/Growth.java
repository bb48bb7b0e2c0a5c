package io.rserpool.benchmarks;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.parameter.PoolElementParameter;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** How memory and CPU time grow with the number of elements, each over an association of its own, up to a million. */
final class Growth {
    private static final int SELECTIONS = 500_000;
    private static final int WARM_UP = 100_000;
    private static final int ROUNDS = 4;
    private static final long SECOND = 1_000_000_000L;
    private static final int COLLECTIONS = 3;

    private Growth() {}

    private record Figures(int elements, long bytes, long registrations, long selections, long departures) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%,d | %d | %,d | %,d | %,d |",
                    elements,
                    bytes,
                    registrations,
                    selections,
                    departures);
        }
    }

    /** From a thousand to so many elements. */
    static void print(String policy, int most) {
        head("elements, " + policy);
        measure(policy, "RFC", WARM_UP);
        measure(policy, "RFC", WARM_UP);
        for (int elements = 1_000; elements <= most; elements *= 10) {
            System.out.println("| " + measure(policy, "RFC", elements));
        }
    }

    /** Every policy, with as many elements. */
    static void print(List<String> policies, int elements) {
        head("policy | elements");
        for (var policy : policies) {
            for (var semantics : List.of("RFC", "RSPLIB")) {
                Figures figures = measure(policy, semantics, elements);
                for (int i = 0; i < ROUNDS; i++) {
                    figures = measure(policy, semantics, elements);
                }
                System.out.println("| %s, %s | %s".formatted(policy, semantics, figures));
            }
        }
    }

    private static void head(String first) {
        System.out.println(
                "| %s | bytes per element | registrations/s | selections/s | departures/s |".formatted(first));
    }

    private static Figures measure(String policy, String semantics, int elements) {
        var before = usedHeap();
        var handlespace = Population.handlespace(semantics);
        long registering = 0;
        for (int from = 0; from < elements; from += 1_000) {
            registering += register(handlespace, policy, from);
        }
        var bytes = (usedHeap() - before) / elements;
        return new Figures(
                elements,
                bytes,
                elements * SECOND / registering,
                SELECTIONS * SECOND / select(handlespace),
                elements * SECOND / remove(handlespace));
    }

    /** Registers a thousand, made before the clock runs. */
    private static long register(Handlespace handlespace, String policy, int from) {
        var parameters = new PoolElementParameter[1_000];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = Population.element(from + i, policy);
        }
        var start = cpuTime();
        for (int i = 0; i < parameters.length; i++) {
            Population.register(handlespace, parameters[i], new Object(), from + i);
        }
        return cpuTime() - start;
    }

    private static long select(Handlespace handlespace) {
        var pool = Objects.requireNonNull(handlespace.pool(Population.HANDLE));
        var into = new PoolElement[1];
        var start = cpuTime();
        for (int i = 0; i < SELECTIONS; i++) {
            pool.select(1, 1, into);
        }
        return cpuTime() - start;
    }

    private static long remove(Handlespace handlespace) {
        var all = handlespace.part(null, null, Integer.MAX_VALUE);
        var start = cpuTime();
        all.forEach(handlespace::remove);
        var time = cpuTime() - start;
        Reference.reachabilityFence(handlespace);
        return time;
    }

    /** Of this thread, in ns, so that others on the machine do not count; the collector does not, either. */
    private static long cpuTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
