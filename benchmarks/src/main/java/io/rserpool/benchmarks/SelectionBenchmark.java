package io.rserpool.benchmarks;

import io.rserpool.handlespace.Pool;
import io.rserpool.handlespace.PoolElement;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One element selected out of a pool. */
@State(Scope.Thread)
public class SelectionBenchmark {
    @Param("RR")
    public String policy = "RR";

    @Param("RFC")
    public String semantics = "RFC";

    @Param("10000")
    public int elements;

    private final PoolElement[] into = new PoolElement[1];

    @SuppressWarnings("NullAway.Init")
    private Pool pool;

    @Setup
    public void fill() {
        var handlespace = Population.handlespace(semantics);
        for (int i = 0; i < elements; i++) {
            Population.register(handlespace, Population.element(i, policy), i % 100, i);
        }
        pool = Objects.requireNonNull(handlespace.pool(Population.HANDLE));
    }

    @Benchmark
    public PoolElement select() {
        pool.select(1, 1, into);
        return into[0];
    }
}
