package io.rserpool.registrar.authorisation;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what, from who it has proved to be and what it asks for; {@code null} is "it may". Where security is
 * off everybody may do everything, and what RFC 5352 and RFC 5353 demand without security is all there is.
 */
public record Authorisation(Security security) {

    /** Where security is required, an identity that has passed {@link #member} is never null. */
    public boolean required() {
        return security.required();
    }

    /** Whether a peer belongs to the scope: without that, its association ends. */
    public @Nullable Denial member(@Nullable PeerIdentity who) {
        if (!required()) {
            return null;
        }
        if (who == null) {
            return Denial.NO_IDENTITY;
        }
        return who.scope().equals(security.scope()) ? null : Denial.OTHER_SCOPE;
    }

    /** Whether a peer may speak ENRP. */
    public @Nullable Denial registrar(@Nullable PeerIdentity who) {
        return inRole(who, Role.REGISTRAR, Denial.NO_REGISTRAR);
    }

    private @Nullable Denial inRole(@Nullable PeerIdentity who, Role role, Denial otherwise) {
        var denial = member(who);
        if (denial != null || who == null) {
            return denial;
        }
        return who.is(role) ? null : otherwise;
    }

    /** Whether it may be an element of a pool: what it says of its elements there, that they live included, counts. */
    public @Nullable Denial element(@Nullable PeerIdentity who, PoolHandle handle) {
        var denial = inRole(who, Role.POOL_ELEMENT, Denial.NO_POOL_ELEMENT);
        if (denial != null || who == null) {
            return denial;
        }
        return mayServe(who, handle) ? null : Denial.HANDLE;
    }

    /**
     * Whether it may register an element in a pool.
     *
     * @param addresses where it wants sessions; none = they cannot be read, and so not be checked
     * @param source where it speaks from, which is where it is sent keep-alives
     */
    public @Nullable Denial registration(
            @Nullable PeerIdentity who,
            PoolHandle handle,
            Collection<InetAddress> addresses,
            Collection<InetAddress> source) {
        var denial = element(who, handle);
        if (denial != null || who == null) {
            return denial;
        }
        var own = own(who, source);
        if (addresses.isEmpty() || !own.containsAll(addresses)) {
            return Denial.USER_ADDRESS;
        }
        return own.containsAll(source) ? null : Denial.ASAP_ADDRESS;
    }

    private static Set<InetAddress> own(PeerIdentity who, Collection<InetAddress> source) {
        return who.addresses().isEmpty() ? new HashSet<>(source) : who.addresses();
    }

    /**
     * Whether it may register anew, or deregister, an element that is known: its own. What others registered at other
     * registrars is known by its addresses, which these have found in its certificate.
     *
     * @param registrant who has registered it here, null = that is not known
     * @param addresses where the element serves sessions
     * @param source where the peer speaks from
     */
    public @Nullable Denial owner(
            @Nullable PeerIdentity who,
            @Nullable PeerIdentity registrant,
            Collection<InetAddress> addresses,
            Collection<InetAddress> source) {
        if (!required() || who == null) {
            return member(who);
        }
        var isOwn = registrant != null
                ? registrant.name().equals(who.name())
                : own(who, source).containsAll(addresses);
        return isOwn ? null : Denial.OTHERS_ELEMENT;
    }

    /** Whether it may be told of a pool's elements: its users may, and its elements. */
    public @Nullable Denial resolution(@Nullable PeerIdentity who, PoolHandle handle) {
        var denial = member(who);
        if (denial != null || who == null || mayServe(who, handle)) {
            return denial;
        }
        return report(who, handle);
    }

    /** Whether it may say that an element of a pool is unreachable: only who has sessions with it can know. */
    public @Nullable Denial report(@Nullable PeerIdentity who, PoolHandle handle) {
        var denial = inRole(who, Role.POOL_USER, Denial.NO_POOL_USER);
        if (denial != null || who == null) {
            return denial;
        }
        var may = handle.text().map(who::mayUse).orElseGet(() -> who.uses().contains(NamedHandle.ANY));
        return may ? null : Denial.HANDLE;
    }

    /** A handle that is no text can be named by no certificate. */
    private static boolean mayServe(PeerIdentity who, PoolHandle handle) {
        return handle.text()
                .map(who::mayServe)
                .orElseGet(() -> who.is(Role.POOL_ELEMENT) && who.serves().contains(NamedHandle.ANY));
    }
}
