package io.rserpool.transport.identity;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says of its subject, by its alternative names (RFC 5280 section 4.2.1.6):
 *
 * <ul>
 *   <li>URIs {@code rserpool://SCOPE/ROLE?serve=HANDLE&use=HANDLE}, at least one, all of the same scope. Roles are {@code pool-element}, {@code pool-user}
 *       and {@code registrar}; handles are percent-encoded UTF-8, {@code *} = any. {@code serve-digest} and {@code use-digest} have
 *       {@linkplain NamedHandle#ofDigest digests} instead: whoever listens to a handshake reads the certificate
 *   <li>IP addresses, which are those that it may register
 *   <li>a {@code spiffe:} URI, which is its name; else that is the subject
 * </ul>
 *
 * Other names mean nothing here.
 */
public final class CertificateIdentity {
    private static final int URI_NAME = 6;
    private static final int ADDRESS_NAME = 7;
    private static final String SCHEME = "rserpool";

    private final Set<Role> roles = EnumSet.noneOf(Role.class);
    private final Set<InetAddress> addresses = new HashSet<>();
    private final Set<NamedHandle> serves = new HashSet<>();
    private final Set<NamedHandle> uses = new HashSet<>();
    private @Nullable String scope;
    private @Nullable String name;

    private CertificateIdentity() {}

    /**
     * Reads it. Whether the certificate is to be believed is for others to find out.
     *
     * @throws CertificateException it is of no member of a scope; the message says why
     */
    public static PeerIdentity of(X509Certificate certificate) throws CertificateException {
        var identity = new CertificateIdentity();
        var names = certificate.getSubjectAlternativeNames();
        for (var each : names == null ? List.<List<?>>of() : names) {
            identity.add((Integer) each.get(0), each.get(1));
        }
        return identity.made(certificate);
    }

    private PeerIdentity made(X509Certificate certificate) throws CertificateException {
        if (scope == null) {
            throw new CertificateException("it has no name such as " + SCHEME + "://scope/pool-user?use=handle");
        }
        return new PeerIdentity(
                name == null ? certificate.getSubjectX500Principal().getName() : name,
                scope,
                roles,
                addresses,
                serves,
                uses,
                certificate.getNotAfter().toInstant());
    }

    private void add(int type, Object value) throws CertificateException {
        if (type == ADDRESS_NAME) {
            try {
                addresses.add(InetAddress.ofLiteral((String) value));
            } catch (IllegalArgumentException e) {
                throw new CertificateException("it has an address '" + value + "'", e);
            }
        } else if (type == URI_NAME) {
            add((String) value);
        }
    }

    private void add(String text) throws CertificateException {
        try {
            var uri = new URI(text);
            if (SCHEME.equals(uri.getScheme())) {
                member(uri);
            } else if ("spiffe".equals(uri.getScheme())) {
                name = text;
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new CertificateException(
                    "it has a name '" + text + "', which is not understood: " + e.getMessage(), e);
        }
    }

    private void member(URI uri) {
        var of = uri.getRawAuthority();
        if (of == null || of.isEmpty()) {
            throw new IllegalArgumentException("there is no scope");
        }
        var decoded = decoded(of);
        if (scope != null && !scope.equals(decoded)) {
            throw new IllegalArgumentException("the scope is another one than " + scope);
        }
        scope = decoded;
        roles.add(role(uri.getRawPath()));
        var query = uri.getRawQuery();
        for (var each : query == null ? new String[0] : query.split("&", -1)) {
            handle(each);
        }
    }

    private static Role role(@Nullable String path) {
        for (var role : Role.values()) {
            if (("/" + role.name().toLowerCase(Locale.ROOT).replace('_', '-')).equals(path)) {
                return role;
            }
        }
        throw new IllegalArgumentException("the role is none of pool-element, pool-user, registrar");
    }

    private void handle(String parameter) {
        int equals = parameter.indexOf('=');
        var value = equals < 0 ? "" : decoded(parameter.substring(equals + 1));
        if (value.isEmpty()) {
            throw new IllegalArgumentException("'" + parameter + "' has no handle");
        }
        switch (parameter.substring(0, equals)) {
            case "serve" -> serves.add(NamedHandle.of(value));
            case "serve-digest" -> serves.add(NamedHandle.ofDigest(value));
            case "use" -> uses.add(NamedHandle.of(value));
            case "use-digest" -> uses.add(NamedHandle.ofDigest(value));
            default -> throw new IllegalArgumentException("'" + parameter + "' is neither serve nor use");
        }
    }

    /** A plus sign is one. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
