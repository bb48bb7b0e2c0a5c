package io.rserpool.endpoint.authorisation;

import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.identity.NamedHandle;
import io.rserpool.transport.identity.PeerIdentity;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.identity.Security;
import org.jspecify.annotations.Nullable;

/**
 * Decides for elements and users who may be what to them, from who a peer has proved to be; {@code null} is "it may".
 * Where security is off everybody may be everything.
 */
public record Authorisation(Security security) {

    /** Whether a peer belongs to the scope. */
    public @Nullable Denial member(@Nullable PeerIdentity who) {
        if (!security.required()) {
            return null;
        }
        if (who == null) {
            return Denial.NO_IDENTITY;
        }
        return who.scope().equals(security.scope()) ? null : Denial.OTHER_SCOPE;
    }

    private @Nullable Denial inRole(@Nullable PeerIdentity who, Role role, Denial otherwise) {
        var denial = member(who);
        if (denial != null || who == null) {
            return denial;
        }
        return who.is(role) ? null : otherwise;
    }

    /** Whether what a peer says as a registrar is believed: answers, and that it is somebody's home. */
    public @Nullable Denial registrar(@Nullable PeerIdentity who) {
        return inRole(who, Role.REGISTRAR, Denial.NO_REGISTRAR);
    }

    /** Whether a peer may associate with an element at all: registrars may, and users. */
    public @Nullable Denial caller(@Nullable PeerIdentity who) {
        return registrar(who) == null ? null : inRole(who, Role.POOL_USER, Denial.NO_POOL_USER);
    }

    /** Whether a peer may have sessions with the elements of a pool. */
    public @Nullable Denial user(@Nullable PeerIdentity who, PoolHandle handle) {
        var denial = inRole(who, Role.POOL_USER, Denial.NO_POOL_USER);
        if (denial != null || who == null) {
            return denial;
        }
        // A handle that is no text can be named by no certificate.
        var may = handle.text().map(who::mayUse).orElseGet(() -> who.uses().contains(NamedHandle.ANY));
        return may ? null : Denial.HANDLE;
    }

    /** Whether a peer is an element, of whatever pool. */
    public @Nullable Denial element(@Nullable PeerIdentity who) {
        return inRole(who, Role.POOL_ELEMENT, Denial.NO_POOL_ELEMENT);
    }

    /** Whether a peer may be given the sessions of a pool. */
    public @Nullable Denial element(@Nullable PeerIdentity who, PoolHandle handle) {
        var denial = element(who);
        if (denial != null || who == null) {
            return denial;
        }
        var may = handle.text().map(who::mayServe).orElseGet(() -> who.serves().contains(NamedHandle.ANY));
        return may ? null : Denial.HANDLE;
    }
}
