package io.rserpool.operator.plan;

import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.UsedPool;
import java.util.List;
import java.util.stream.Stream;

/** Host names under which clients know a pool. */
final class Hosts {
    private Hosts() {}

    /** The names that the entry gives, by default all that a Service of the pool's name has, seen from a namespace. */
    static List<String> of(UsedPool use, Pool pool, String namespace) {
        var given = use.hosts();
        if (given != null && !given.isEmpty()) {
            return given.stream().distinct().toList();
        }
        var name = pool.getMetadata().getName();
        var qualified = name + "." + pool.getMetadata().getNamespace();
        var names = Stream.of(qualified, qualified + ".svc", qualified + ".svc.cluster.local");
        var local = namespace.equals(pool.getMetadata().getNamespace()) ? Stream.of(name) : Stream.<String>empty();
        return Stream.concat(local, names).toList();
    }
}
