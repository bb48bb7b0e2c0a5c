package io.rserpool.e2e.load.flood;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rserpool.e2e.load.LogWatch;
import io.rserpool.e2e.local.LocalAuthority;
import io.rserpool.e2e.local.LocalProcess;
import io.rserpool.e2e.local.LocalSystem;
import io.rserpool.e2e.local.ManagementClient;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.Ports;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.dtls.DtlsConfig;
import io.rserpool.transport.dtls.DtlsStatistics;
import io.rserpool.transport.identity.Credentials;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpTransport;
import io.rserpool.transport.sctp.usrsctp.UsrsctpConfig;
import io.rserpool.transport.sctp.usrsctp.UsrsctpSecurity;
import io.rserpool.transport.sctp.usrsctp.UsrsctpTransport;
import io.rserpool.transport.setup.CredentialFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Two registrars, the elements of a pool, and users, as processes; users of the first registrar's within the test. */
final class FloodedSystem implements AutoCloseable {
    private static final int REGISTRARS = 2;
    private static final int ELEMENTS = 3;
    private static final String POOL = "files";
    private static final int UDP_PORT = 9899;
    private static final int SERVER_PORT = 8080;
    private static final int REGULAR = 61;
    private static final int NEWCOMER = 62;
    private static final Duration SOON = Duration.ofSeconds(90);

    /** What the registrar needs more meanwhile: its heap, and what it keeps of those whom it lets in. */
    private static final long MOST_MEMORY = 64L << 20;

    /** An answer within a second is what is wanted; this one on a machine that does much else. */
    private static final long LONGEST_ANSWER = 5_000_000_000L;

    private static final List<String> LOSSES = List.of(
            "elements_removed_total",
            "takeovers_total",
            "resyncs_total",
            "resumptions_total",
            "failures_total",
            "peers");

    /** What must not change. */
    private record State(List<JsonNode> checksums, List<Double> losses) {}

    /** Something that is done to the first registrar. */
    @FunctionalInterface
    interface Attack {
        void run() throws Exception;
    }

    private final LocalSystem system;
    private final @Nullable LocalAuthority authority;
    private final LogWatch logs;
    private final LocalProcess[] registrars = new LocalProcess[REGISTRARS + 1];
    private final SelectorEventLoop loop = new SelectorEventLoop("users");
    private final @Nullable Credentials user;
    private final Users users;

    FloodedSystem(boolean secured) {
        var directory = LocalSystem.project().resolve("e2e/target/load/flood-" + System.nanoTime());
        this.system = new LocalSystem(LocalSystem.project(), directory, REGISTRARS);
        this.logs = new LogWatch(directory);
        this.authority = secured ? system.secure() : null;
        this.user = authority == null ? null : member(authority);
        try {
            start();
            users = new Users(
                    loop,
                    host -> open(new InetSocketAddress(host, 0)),
                    asap(),
                    host(REGULAR),
                    host(NEWCOMER),
                    PoolHandle.of(POOL));
            await().ignoreExceptions().atMost(SOON).until(() -> users.answers() > 0);
        } catch (RuntimeException | Error e) {
            system.close();
            throw e;
        }
    }

    private void start() {
        for (int i = 1; i <= REGISTRARS; i++) {
            registrars[i] = system.startRegistrar(i);
        }
        for (int i = 1; i <= ELEMENTS; i++) {
            var server = system.serverAddress(i);
            system.startFileServer("server-" + i, server, SERVER_PORT, system.directory());
            system.startElement(i, Map.of("rserpool.pe.pools." + POOL + ".server", server + ":" + SERVER_PORT));
        }
        await().ignoreExceptions().atMost(SOON).untilAsserted(this::assertWhole);
    }

    private static Credentials member(LocalAuthority authority) {
        authority.credentials("users", "rserpool://" + LocalAuthority.SCOPE + "/pool-user?use=*");
        var directory = authority.directory();
        return new CredentialFiles(
                        directory.resolve("users.pem"),
                        directory.resolve("users.key"),
                        directory.resolve("authority.pem"))
                .read();
    }

    private EndpointAddress asap() {
        return EndpointAddress.of(registrar().getAddress(), Ports.ASAP, UDP_PORT);
    }

    private void assertWhole() throws IOException {
        for (int i = 1; i <= REGISTRARS; i++) {
            assertThat(system.registered(i)).isEqualTo(ELEMENTS);
            assertThat(management(i).metric("rserpool_registrar_peers")).isEqualTo(REGISTRARS - 1);
        }
    }

    /** A transport of a user, on the loop of all of them. */
    SctpTransport open(InetSocketAddress bind) {
        if (user == null) {
            return UsrsctpTransport.open(loop, bind, UsrsctpConfig.DEFAULT);
        }
        var security = new UsrsctpSecurity(LocalAuthority.SCOPE, user, DtlsConfig.DEFAULT, new DtlsStatistics());
        return UsrsctpTransport.secured(loop, bind, UsrsctpConfig.DEFAULT, security);
    }

    InetAddress host(int number) {
        return InetAddress.ofLiteral(system.address(number));
    }

    /** What is flooded: the first registrar. */
    InetSocketAddress registrar() {
        return new InetSocketAddress(InetAddress.ofLiteral(system.registrarAddress(1)), UDP_PORT);
    }

    LocalSystem local() {
        return system;
    }

    LocalAuthority authority() {
        return Objects.requireNonNull(authority, "security is off");
    }

    private ManagementClient management(int registrar) {
        return system.management(system.registrarAddress(registrar));
    }

    double metric(String name, String label) {
        try {
            return management(1).metric(name, label);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    /** Who is registered where by the copies of all registrars, and what each has lost so far. */
    private State state() throws IOException {
        var checksums = new ArrayList<JsonNode>();
        var losses = new ArrayList<Double>();
        for (int i = 1; i <= REGISTRARS; i++) {
            checksums.add(management(i).json("/handlespace").path("checksums"));
            losses.add(management(i).metric("rserpool_registrar_registrations_total", "kind=\"new\""));
            for (var name : LOSSES) {
                losses.add(management(i).metric("rserpool_registrar_" + name));
            }
        }
        return new State(checksums, losses);
    }

    /** Waits until somebody who comes to the registrar from there has an answer. */
    void resolvesFrom(InetAddress host) {
        var answered = new AtomicBoolean();
        try (var transport = open(new InetSocketAddress(host, 0))) {
            loop.execute(() -> new Asking(
                            transport, asap(), PoolHandle.of(POOL), (user, answer, nanos) -> answered.set(true))
                    .ask());
            await().atMost(SOON).untilTrue(answered);
        }
    }

    /** Does it; meanwhile every question is answered, nobody is thought dead, and the registrar's memory has a bound. */
    void unharmedBy(String what, Attack attack) throws Exception {
        var registrar = registrars[1];
        var before = state();
        long memory = registrar.residentBytes();
        users.take();
        int losses = users.losses();
        attack.run();
        int answers = users.answers();
        await("more answers").atMost(SOON).until(() -> users.answers() > answers + 1);
        var seen = users.take();
        long more = registrar.residentBytes() - memory;
        System.out.printf(
                "  %s: answers %s, newcomers %s, %d MB more%n",
                what, seen.answers().summary(1), seen.newcomers().summary(1), more >> 20);
        assertThat(users.losses()).as("associations that a user lost").isEqualTo(losses);
        assertThat(seen.refusals()).as("answers without elements").isZero();
        assertThat(seen.answers().quantile(0.99)).isLessThan(LONGEST_ANSWER);
        assertThat(seen.newcomers().quantile(0.99)).isLessThan(LONGEST_ANSWER);
        assertThat(state()).isEqualTo(before);
        assertThat(more).as("memory").isLessThan(MOST_MEMORY);
        assertThat(logs.newErrors()).as("lines of level ERROR in logs").isEmpty();
    }

    @Override
    public void close() {
        users.close();
        loop.close();
        system.close();
    }
}
