package io.rserpool.transport.identity;

import java.net.InetAddress;
import java.time.Instant;
import java.util.Set;

/**
 * Who a peer has proved to be, and what the scope lets it do. There is none where security is off; whoever asks for
 * it decides then as RFC 5352 and RFC 5353 do without security.
 *
 * @param name a SPIFFE ID such as {@code spiffe://scope.namespace/ns/shop/pod/web-0}, or the certificate's subject; for logs
 * @param scope the operation scope it belongs to
 * @param addresses the only ones it may register; empty = those it speaks from
 * @param serves pools that it may register in
 * @param uses pools that it may resolve and have sessions with
 * @param notAfter when its proof expires
 */
public record PeerIdentity(
        String name,
        String scope,
        Set<Role> roles,
        Set<InetAddress> addresses,
        Set<NamedHandle> serves,
        Set<NamedHandle> uses,
        Instant notAfter) {
    public PeerIdentity {
        roles = Set.copyOf(roles);
        addresses = Set.copyOf(addresses);
        serves = Set.copyOf(serves);
        uses = Set.copyOf(uses);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }

    /** Whether it may register in a pool. */
    public boolean mayServe(String handle) {
        return is(Role.POOL_ELEMENT) && names(serves, handle);
    }

    /** Whether it may resolve a pool's handle and begin sessions with the pool's elements. */
    public boolean mayUse(String handle) {
        return is(Role.POOL_USER) && names(uses, handle);
    }

    private static boolean names(Set<NamedHandle> named, String handle) {
        return named.stream().anyMatch(each -> each.is(handle));
    }
}
