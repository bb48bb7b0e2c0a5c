package io.rserpool.operator.plan;

import io.fabric8.kubernetes.api.model.Service;
import io.rserpool.operator.api.OperationScope;
import io.rserpool.operator.api.Pool;
import io.rserpool.operator.api.PoolUser;
import java.util.List;
import java.util.Objects;

/** What refusals say: what happened, to whom, and what to do. */
public final class Messages {
    private static final String AS_WITHOUT = "clients connect as they do without a sidecar";

    private Messages() {}

    /** {@return what to say of a Pool whose handle belongs to an older one} */
    public static String handleTaken(Pool pool, Pool owner, String handle) {
        return "pool handle \"%s\" belongs to the older Pool %s of the same OperationScope: give Pool %s another spec.handle"
                .formatted(handle, Refusal.name(owner), Refusal.name(pool));
    }

    /** {@return what to say of a PoolUser that names an unknown Pool} */
    public static String notFound(String namespace, String name) {
        return "there is no Pool %s/%s: create it, or correct the name or namespace in spec.pools; the other pools work"
                .formatted(namespace, name);
    }

    /** {@return what to say of a Pool that has not the handle of its spec} */
    public static String handleNotGranted(Pool pool, OperationScope scope) {
        var namespace = pool.getMetadata().getNamespace();
        return ("pool handle \"%s\" needs a grant of OperationScope %s, whose owner must write \"handles: [{handle: %s, namespaces: [%s]}]\""
                        + " into its spec; until then the pool's handle is \"%s\"")
                .formatted(
                        pool.handle(),
                        Refusal.name(scope),
                        pool.handle(),
                        namespace,
                        Handles.namespaced(namespace, pool.handle()));
    }

    static String notAllowed(Pool pool, String namespace) {
        var why =
                switch (Objects.requireNonNull(pool.getSpec().usersFrom().from())) {
                    case SELECTOR ->
                        "the namespace has not the labels that its spec.allowedUsers.namespaces.selector wants";
                    default -> "its spec.allowedUsers.namespaces.from is Same";
                };
        return ("Pool %s does not admit PoolUsers of namespace %s, since %s: its owner must write \"allowedUsers: {namespaces: {from: Selector,"
                        + " selector: {matchLabels: {kubernetes.io/metadata.name: %s}}}}\" into its spec; until then nothing of it is"
                        + " captured and %s")
                .formatted(Refusal.name(pool), namespace, why, namespace, AS_WITHOUT);
    }

    static String hostNotAllowed(List<String> hosts, String userNamespace, Pool pool) {
        return ("%s in spec.pools[].hosts are no Services of namespace %s or of the Pool's, %s, so nothing is captured and %s: name Services"
                        + " of these, or have the administrator add the names to the chart's value tenants.allowedHosts")
                .formatted(hosts, userNamespace, pool.getMetadata().getNamespace(), AS_WITHOUT);
    }

    static String podsTaken(Pool pool, Pool rival) {
        return "the older Pool %s selects the same pods and port %d: change selector or port of one of the two, or delete Pool %s"
                .formatted(Refusal.name(rival), rival.getSpec().port(), Refusal.name(pool));
    }

    static String mismatch(Pool pool, OperationScope scope) {
        return "Pool %s belongs to another OperationScope than the pod's other pools (%s): a pod's sidecar joins one scope"
                .formatted(Refusal.name(pool), Refusal.name(scope));
    }

    static String hostTaken(List<String> hosts, PlannedUse taken) {
        return "%s port %d already leads to Pool %s (PoolUser %s): use other hosts or another port"
                .formatted(hosts, taken.port(), Refusal.name(taken.pool()), Refusal.name(taken.user()));
    }

    static String hostsDiffer(List<String> hosts) {
        return ("the hosts %s stand for different pools or Services in other entries: name each host in one entry per port,"
                        + " and only hosts of one Service in an entry")
                .formatted(hosts);
    }

    static String tooManyHosts(int most) {
        return "the pod would capture more than %d names: divide its pools among several pods".formatted(most);
    }

    static String tooManyPorts(List<String> hosts, int most) {
        return ("with the Service of %s the pod's sidecar would listen on more than %d ports, so nothing of it is captured and %s:"
                        + " give the pool's port a Service of its own")
                .formatted(hosts.getFirst(), most, AS_WITHOUT);
    }

    /** {@return what to say of a resource whose selector Kubernetes refuses} */
    public static String selectorInvalid() {
        return "spec.selector has a matchExpression that Kubernetes refuses, so it selects no pod: operator is In or NotIn"
                + " with values, or Exists or DoesNotExist without";
    }

    static String hostInvalid(List<String> hosts) {
        return "spec.pools[].hosts has a name that a pod's hostAliases cannot have: write %s as DNS names in lower case"
                .formatted(hosts);
    }

    static String failoverInvalid(Pool pool, String what) {
        return "what spec.pools[] of Pool %s says of its failover is not possible, so nothing of it is captured and %s: %s"
                .formatted(Refusal.name(pool), AS_WITHOUT, what);
    }

    static String listedTwice(PlannedUse taken) {
        return ("Pool %s is listed twice in spec.pools for %s:%d, and the first entry counts: remove one of the two, or give"
                        + " it other hosts or another port")
                .formatted(Refusal.name(taken.pool()), taken.hosts().getFirst(), taken.port());
    }

    static String poolUserConflict(PoolUser user, PlannedUse taken) {
        return ("the older PoolUser %s selects the same pods and uses Pool %s under %s:%d, and its entry counts: change the"
                        + " selector of one of the two, or remove the entry from PoolUser %s")
                .formatted(
                        Refusal.name(taken.user()),
                        Refusal.name(taken.pool()),
                        taken.hosts().getFirst(),
                        taken.port(),
                        Refusal.name(user));
    }

    static String portNotFound(Pool pool, Service service) {
        return ("no TCP port of Service %s leads to port %d of Pool %s (its ports: %s), so nothing is captured and %s: correct"
                        + " targetPort in the Service or spec.port of the Pool, or name the port that the clients connect to in"
                        + " spec.pools[].port")
                .formatted(
                        Refusal.name(service),
                        pool.getSpec().port(),
                        Refusal.name(pool),
                        ServicePorts.describe(service),
                        AS_WITHOUT);
    }

    static String otherProtocols(Service service, String others) {
        return ("Service %s also has ports of other protocols (%s), which its names would no longer reach, so nothing is"
                        + " captured and %s: give its TCP ports a Service of their own, or list in spec.pools[].hosts the names under"
                        + " which the clients use TCP alone")
                .formatted(Refusal.name(service), others, AS_WITHOUT);
    }
}
