package io.rserpool.operator.signer;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.rserpool.operator.Settings;
import io.rserpool.operator.certificate.Certificates;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.signer.Refused.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Signs: for whom the API server knows, what the resources say. */
@ApplicationScoped
class Signer {
    private static final String BEARER = "Bearer ";

    /** Each costs the API server up to four requests, and who asks has not proved anything yet. */
    private static final int AT_ONCE = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final TokenReviews tokens;
    private final Members members;
    private final MemberKeys keys;
    private final Settings settings;
    private final InstantSource clock;
    private final Certificates certificates = new Certificates();
    private final Semaphore turns = new Semaphore(AT_ONCE);

    @Inject
    Signer(TokenReviews tokens, Members members, MemberKeys keys, Settings settings) {
        this(tokens, members, keys, settings, InstantSource.system());
    }

    Signer(TokenReviews tokens, Members members, MemberKeys keys, Settings settings, InstantSource clock) {
        this.tokens = tokens;
        this.members = members;
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * {@return a certificate, then the authorities that members believe (PEM)}
     *
     * @param role which of the pod's programs asks
     * @param authorization the header of the request, with the pod's token
     * @param request PKCS #10 in DER
     * @throws Refused it does not sign; the message says why
     */
    String sign(String role, @Nullable String authorization, byte[] request) throws Refused {
        var key = Requests.key(request);
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw new Refused(Reason.TOKEN, "there is no token (Authorization: Bearer …)");
        }
        var authorities = authorities();
        var member = member(role, authorization.substring(BEARER.length()).strip());
        var certificate = certificates.member(
                authorities.current(),
                key,
                member.uris(),
                member.addresses(),
                clock.instant(),
                settings.signer().certificateLifetime());
        return Pem.of(certificate) + Pem.of(authorities.trusted());
    }

    private Authorities authorities() throws Refused {
        var authorities = keys.authorities()
                .orElseThrow(() -> new Refused(Reason.NOT_YET, "there is no authority yet that could sign"));
        if (authorities.current().isOver(clock.instant())) {
            throw new Refused(Reason.NOT_YET, "the authority that signs has expired, and none follows it");
        }
        return authorities;
    }

    private Members.Member member(String role, String token) throws Refused {
        boolean mine = false;
        try {
            mine = turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (!mine) {
                throw new Refused(Reason.BUSY, "others are asked about; ask again");
            }
            return members.of(tokens.pod(token), role);
        } catch (KubernetesClientException e) {
            throw new Refused(Reason.NOT_YET, "the API server does not answer: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused(Reason.BUSY, "this replica ends");
        } finally {
            if (mine) {
                turns.release();
            }
        }
    }
}
