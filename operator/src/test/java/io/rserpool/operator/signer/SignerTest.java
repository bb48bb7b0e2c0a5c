package io.rserpool.operator.signer;

import static io.rserpool.operator.Fixtures.client;
import static io.rserpool.operator.Fixtures.files;
import static io.rserpool.operator.Fixtures.pod;
import static io.rserpool.operator.Fixtures.scope;
import static io.rserpool.operator.Fixtures.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.rserpool.operator.FakeApiServer;
import io.rserpool.operator.Fixtures;
import io.rserpool.operator.Names;
import io.rserpool.operator.certificate.Pem;
import io.rserpool.operator.injection.Enrolment;
import io.rserpool.operator.plan.Planner;
import io.rserpool.operator.plan.Snapshot;
import io.rserpool.operator.signer.Refused.Reason;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each token is the name of its pod, in namespace shop unless it says otherwise. */
class SignerTest {
    private static final Map<String, String> SERVER = Map.of("app", "files");
    private static final Map<String, String> CLIENT = Map.of("app", "client");
    private static final String GOOD = "web-0";
    private static final Instant NOW = Instant.parse("2026-01-05T00:00:00Z");

    private final KeyPair pair = pair("secp256r1");
    private final Map<String, Object> reviewed = new HashMap<>();
    private FakeApiServer api;
    private Snapshot known = snapshot(List.of(files()), List.of(client()));
    private Instant now = NOW;
    private MemberKeys keys;
    private Signer signer;

    @BeforeEach
    void start() throws Exception {
        api = new FakeApiServer();
        api.onCreate("TokenReview", this::review);
        keys = new MemberKeys(api.client(), Fixtures.settings(), Problems.at(api, Fixtures.settings()), () -> NOW);
        keys.refresh();
        var catalog = Fixtures.catalog(api.client(), () -> known);
        signer = new Signer(
                new TokenReviews(api.client()),
                new Members(api.client(), catalog, Fixtures.MARKS),
                keys,
                Fixtures.settings(),
                () -> now);
        put(injected(GOOD, SERVER));
        put(injected("client-0", CLIENT));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** As an API server answers: the token says of whom it is. */
    private void review(ObjectNode review) {
        assertThat(review.at("/spec/audiences/0").asText()).isEqualTo(Enrolment.AUDIENCE);
        var token = review.at("/spec/token").asText();
        review.setAll((ObjectNode) Serialization.jsonMapper().valueToTree(Map.of("status", status(token))));
    }

    private Object status(String token) {
        return reviewed.getOrDefault(token, authenticated(token, "uid-" + token, Enrolment.AUDIENCE));
    }

    private static Map<String, Object> authenticated(String pod, String uid, String audience) {
        return Map.of(
                "authenticated",
                true,
                "audiences",
                List.of(audience),
                "user",
                Map.of(
                        "username",
                        "system:serviceaccount:shop:default",
                        "extra",
                        Map.of(
                                "authentication.kubernetes.io/pod-name",
                                List.of(pod),
                                "authentication.kubernetes.io/pod-uid",
                                List.of(uid))));
    }

    private Pod injected(String name, Map<String, String> labels) {
        var plan = Planner.plan(known, "shop", labels);
        return living(Fixtures.injector().inject(pod(name, labels, 0), plan).pod());
    }

    private static Pod living(Pod pod) {
        return new PodBuilder(pod)
                .editMetadata()
                .withNamespace("shop")
                .withUid("uid-" + pod.getMetadata().getName())
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .addNewPodIP("10.0.0.7")
                .addNewPodIP("fd00::7")
                .endStatus()
                .build();
    }

    private void put(Pod pod) {
        api.put(
                "/api/v1/namespaces/%s/pods/%s"
                        .formatted(
                                pod.getMetadata().getNamespace(),
                                pod.getMetadata().getName()),
                Serialization.asYaml(pod));
    }

    private static KeyPair pair(String curve) {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] request(KeyPair of, KeyPair signedBy) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=administrator"), of.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signedBy.getPrivate()))
                .getEncoded();
    }

    private List<X509Certificate> signed(String token, String role) throws Exception {
        return Pem.certificates(signer.sign(role, "Bearer " + token, request(pair, pair)));
    }

    private static List<Object> names(X509Certificate certificate) throws Exception {
        return certificate.getSubjectAlternativeNames().stream()
                .<Object>map(name -> name.get(1))
                .toList();
    }

    /** What the only pool of a certificate must be named by, with the salt that it has there. */
    private static String digest(X509Certificate certificate, String handle) throws Exception {
        var name = names(certificate).getFirst().toString();
        var written = name.substring(name.indexOf('=') + 1);
        return HandleDigest.of(written.substring(0, 16), handle);
    }

    private void refused(Reason reason, String message, String token, String role) {
        assertThatThrownBy(() -> signed(token, role))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message)
                .message()
                .doesNotContain("Bearer");
    }

    @Test
    void anElementMayServeItsPoolAtItsAddresses() throws Exception {
        var answer = signed(GOOD, "pool-element");
        var own = answer.getFirst();
        assertThat(names(own))
                .containsExactly(
                        "rserpool://default.rserpool-system/pool-element?serve-digest=" + digest(own, "shop/files"),
                        "spiffe://default.rserpool-system/ns/shop/pod/web-0",
                        "10.0.0.7",
                        "fd00:0:0:0:0:0:0:7");
        assertThat(own.getSubjectX500Principal().getName()).doesNotContain("administrator");
        assertThat(own.getPublicKey()).isEqualTo(pair.getPublic());
        own.verify(answer.get(1).getPublicKey());
        assertThat(answer.subList(1, answer.size()))
                .isEqualTo(keys.authorities().orElseThrow().trusted());
        assertThat(own.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofHours(12)));
        assertThat(own.getBasicConstraints()).isEqualTo(-1);
    }

    @Test
    void aUserMayUseItsPools() throws Exception {
        var own = signed("client-0", "pool-user").getFirst();
        assertThat(names(own))
                .startsWith("rserpool://default.rserpool-system/pool-user?use-digest=" + digest(own, "shop/files"));
    }

    /** As members read it: printf %s 0123456789abcdefshop/files | sha256sum. */
    @Test
    void aHandleIsNamedByItsDigest() {
        assertThat(HandleDigest.of("0123456789abcdef", "shop/files"))
                .isEqualTo("0123456789abcdef" + "24edb957df547e4478b8a921f91cc4b3");
        assertThat(HandleDigest.of("shop/files")).isNotEqualTo(HandleDigest.of("shop/files"));
    }

    @Test
    void aPodHasNoRoleThatItIsNotPlannedFor() {
        refused(Reason.ROLE, "did not make the pod a pool user", GOOD, "pool-user");
        refused(Reason.ROLE, "did not make the pod a pool element", "client-0", "pool-element");
        refused(Reason.ROLE, "there is no scope", GOOD, "registrar");
        refused(Reason.ROLE, "there is no role king", GOOD, "king");
    }

    @Test
    void whatThePodSaysOfItselfDoesNotCount() {
        put(living(new PodBuilder(pod("liar", SERVER, 8080))
                .editMetadata()
                .addToLabels(Names.INJECTED, "true")
                .addToAnnotations(Names.POOLS, "files")
                .endMetadata()
                .build()));
        refused(Reason.ROLE, "did not make the pod", "liar", "pool-element");
    }

    @Test
    void whatTheResourcesDoNotSayAnyMoreIsOver() {
        known = snapshot(List.of(), List.of());
        refused(Reason.ROLE, "any more", GOOD, "pool-element");
        known = snapshot(List.of(files()), List.of(client()), List.of(scope("default", "{security: disabled}")));
        refused(Reason.ROLE, "has no security", GOOD, "pool-element");
    }

    @Test
    void tokensThatAreNotOfALivingPodForUsAreRefused() {
        reviewed.put("rubbish", Map.of("authenticated", false, "error", "invalid bearer token"));
        refused(Reason.TOKEN, "invalid bearer token", "rubbish", "pool-element");
        reviewed.put("api", authenticated(GOOD, "uid-" + GOOD, "https://kubernetes.default.svc"));
        refused(Reason.TOKEN, "another audience", "api", "pool-element");
        reviewed.put(
                "admin",
                Map.of(
                        "authenticated",
                        true,
                        "audiences",
                        List.of(Enrolment.AUDIENCE),
                        "user",
                        Map.of("username", "admin")));
        refused(Reason.TOKEN, "is of no pod", "admin", "pool-element");
        reviewed.put("before", authenticated(GOOD, "another-uid", Enrolment.AUDIENCE));
        refused(Reason.POD, "any more", "before", "pool-element");
        reviewed.put("gone", authenticated("gone", "uid-gone", Enrolment.AUDIENCE));
        refused(Reason.POD, "any more", "gone", "pool-element");
        put(new PodBuilder(injected("over", SERVER))
                .editStatus()
                .withPhase("Succeeded")
                .endStatus()
                .build());
        refused(Reason.POD, "is over", "over", "pool-element");
        assertThatThrownBy(() -> signer.sign("pool-element", null, request(pair, pair)))
                .hasMessageContaining("no token");
    }

    /** Nobody would believe it. */
    @Test
    void anAuthorityThatHasExpiredSignsNothing() {
        now = NOW.plus(Duration.ofDays(400));
        refused(Reason.NOT_YET, "has expired", GOOD, "pool-element");
    }

    @Test
    void aPodWithoutAnAddressAsksAgain() {
        put(new PodBuilder(injected("new", SERVER))
                .editStatus()
                .withPodIPs(List.of())
                .endStatus()
                .build());
        refused(Reason.NOT_YET, "address", "new", "pool-element");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsNoReasonToSign() {
        api.refuse("POST /apis/authentication.k8s.io/v1/tokenreviews", 500);
        refused(Reason.NOT_YET, "does not answer", GOOD, "pool-element");
    }

    @Test
    void aRegistrarIsWhomTheScopesStatefulSetMade() throws Exception {
        api.put("/apis/apps/v1/namespaces/rserpool-system/statefulsets/rserpool-registrars", """
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: rserpool-registrars, namespace: rserpool-system, uid: uid-of-set}
                """);
        var user = Map.of(
                "username",
                "system:serviceaccount:rserpool-system:default",
                "extra",
                Map.of(
                        "authentication.kubernetes.io/pod-name", List.of("rserpool-registrars-0"),
                        "authentication.kubernetes.io/pod-uid", List.of("uid-r")));
        reviewed.put(
                "registrar", Map.of("authenticated", true, "audiences", List.of(Enrolment.AUDIENCE), "user", user));
        putRegistrar("uid-of-set");
        assertThat(names(signed("registrar", "registrar").getFirst()))
                .startsWith("rserpool://default.rserpool-system/registrar");
        putRegistrar("uid-of-another");
        refused(Reason.ROLE, "no registrar", "registrar", "registrar");
    }

    private void putRegistrar(String owner) {
        put(pod("""
                metadata:
                  name: rserpool-registrars-0
                  namespace: rserpool-system
                  uid: uid-r
                  labels: {rserpool.io/scope: default}
                  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: rserpool-registrars, uid: %s, controller: true}]
                spec: {containers: [{name: registrar, image: any}]}
                status: {phase: Running, podIPs: [{ip: 10.0.0.9}]}
                """.formatted(owner)));
    }

    @Test
    void requestsAreForKeysThatTheAskerHas() throws Exception {
        refusedRequest(request(pair, pair("secp256r1")), "not signed by its key");
        refusedRequest(request(pair("secp384r1"), pair("secp384r1")), "P-256");
        refusedRequest(new byte[0], "no certification request");
        refusedRequest("rubbish".getBytes(StandardCharsets.US_ASCII), "no certification request");
    }

    private void refusedRequest(byte[] request, String message) {
        assertThatThrownBy(() -> signer.sign("pool-element", "Bearer " + GOOD, request))
                .isInstanceOfSatisfying(
                        Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.REQUEST))
                .hasMessageContaining(message);
    }
}
