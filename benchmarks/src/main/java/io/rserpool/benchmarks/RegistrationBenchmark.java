package io.rserpool.benchmarks;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.parameter.PoolElementParameter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Registrations in a pool of 10,000 elements, with all that a registrar's handlespace does for one. */
@State(Scope.Thread)
public class RegistrationBenchmark {
    private static final int ELEMENTS = 10_000;
    private static final Object[] ASSOCIATIONS = new Object[100];

    static {
        for (int i = 0; i < ASSOCIATIONS.length; i++) {
            ASSOCIATIONS[i] = new Object();
        }
    }

    @Param("RR")
    public String policy = "RR";

    @Param("RFC")
    public String semantics = "RFC";

    private final PoolElementParameter[] parameters = new PoolElementParameter[2 * ELEMENTS];
    private final PoolElement[] registered = new PoolElement[ELEMENTS];

    @SuppressWarnings("NullAway.Init")
    private Handlespace handlespace;

    private int next;
    private long now;

    @Setup
    public void fill() {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = Population.element(i, policy);
        }
        handlespace = fromEmpty();
    }

    private PoolElement register(Handlespace into, int number) {
        return Population.register(into, parameters[number], ASSOCIATIONS[number % ASSOCIATIONS.length], now++);
    }

    /** 10,000 registrations, from none on: what RSPLIB's own figures count. */
    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public Handlespace fromEmpty() {
        var empty = Population.handlespace(semantics);
        for (int i = 0; i < ELEMENTS; i++) {
            registered[i] = register(empty, i);
        }
        next = ELEMENTS;
        handlespace = empty;
        return empty;
    }

    /** The element that registered longest ago leaves, another one comes. */
    @Benchmark
    public PoolElement oneLeavesOneComes() {
        int place = next % ELEMENTS;
        handlespace.remove(registered[place]);
        registered[place] = register(handlespace, next);
        next = (next + 1) % parameters.length;
        return registered[place];
    }

    /** An element registers again with other policy values. */
    @Benchmark
    public PoolElement again() {
        next = (next + 1) % ELEMENTS;
        var old = parameters[next];
        parameters[next] = new PoolElementParameter(
                old.identifier(),
                old.home(),
                old.registrationLife(),
                old.userTransport(),
                Population.policy(policy, (int) now),
                old.asapTransport());
        return register(handlespace, next);
    }
}
