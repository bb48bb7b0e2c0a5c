package io.rserpool.benchmarks;

import io.rserpool.handlespace.Handlespace;
import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.handlespace.PolicySemantics;
import io.rserpool.handlespace.PoolElement;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.ServerId;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.PoolElementParameter;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;

/** Elements as a registrar meets them: one SCTP transport with an IPv4 address, one policy, an ASAP transport. */
final class Population {
    static final PoolHandle HANDLE = PoolHandle.of("benchmark");
    static final List<String> POLICIES = List.of(
            "RR",
            "WRR",
            "RAND",
            "WRAND",
            "PRIO",
            "LU",
            "LUD",
            "PLU",
            "PLUD",
            "RLU",
            "RLUD",
            "RPLU",
            "RPLUD",
            "WRAND-DPF",
            "LU-DPF",
            "LUD-DPF");

    private static final int LIMIT = 10_000_000;
    private static final ServerId HOME = new ServerId(0x11);
    private static final int LIFE = 60;

    private Population() {}

    static Handlespace handlespace(String semantics) {
        return new Handlespace(
                new HandlespaceLimits(LIMIT, LIMIT, LIMIT, LIMIT),
                PolicySemantics.valueOf(semantics),
                new SplittableRandom(1));
    }

    /** @param number also says the identifier, scattered */
    static PoolElementParameter element(int number, String policy) {
        var address =
                InetAddress.ofLiteral("10.%d.%d.%d".formatted(number >> 16 & 0xff, number >> 8 & 0xff, number & 0xff));
        return new PoolElementParameter(
                new PeIdentifier(number * 0x9e3779b1 | 1),
                HOME,
                LIFE,
                new TransportParameter.Sctp(7890, TransportUse.DATA_PLUS_CONTROL, List.of(address)),
                policy(policy, number),
                new TransportParameter.Sctp(7890, TransportUse.DATA_ONLY, List.of(address)));
    }

    /** The policy with values that differ from element to element. */
    static Policy policy(String name, int number) {
        int load = number * 0x85ebca6b;
        int weight = 1 + (number & 7);
        return switch (name) {
            case "RR" -> new Policy.RoundRobin();
            case "WRR" -> new Policy.WeightedRoundRobin(weight);
            case "RAND" -> new Policy.Random();
            case "WRAND" -> new Policy.WeightedRandom(weight);
            case "PRIO" -> new Policy.Priority(weight);
            case "LU" -> new Policy.LeastUsed(load);
            case "LUD" -> new Policy.LeastUsedDegradation(load, 1 << 20);
            case "PLU" -> new Policy.PriorityLeastUsed(load, 1 << 20);
            case "PLUD" -> new Policy.PriorityLeastUsedDegradation(load, 1 << 20);
            case "RLU" -> new Policy.RandomizedLeastUsed(load);
            case "RLUD" -> new Policy.RandomizedLeastUsedDegradation(load, 1 << 20);
            case "RPLU" -> new Policy.RandomizedPriorityLeastUsed(load, 1 << 20);
            case "RPLUD" -> new Policy.RandomizedPriorityLeastUsedDegradation(load, 1 << 20);
            case "WRAND-DPF" -> new Policy.WeightedRandomDpf(weight, 1 << 20, 50);
            case "LU-DPF" -> new Policy.LeastUsedDpf(load, 1 << 20, 50);
            case "LUD-DPF" -> new Policy.LeastUsedDegradationDpf(load, 1 << 20, 1 << 20, 50);
            default -> throw new IllegalArgumentException("no policy " + name);
        };
    }

    /** What a registrar does for a registration: policy, ownership, checksum, association, deadlines. */
    static PoolElement register(Handlespace handlespace, PoolElementParameter element, Object association, long now) {
        if (!(handlespace.register(HANDLE, element, association)
                instanceof Handlespace.Outcome.Stored(var stored, var added))) {
            throw new IllegalStateException("refused: " + element);
        }
        handlespace.setDeadlines(stored, now + 60_000, now + 5_000);
        return stored;
    }
}
