package io.rserpool.simulation.world;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.core.Registrar;
import io.rserpool.registrar.domain.RegistrarMetrics;
import io.rserpool.registrar.settings.MulticastSettings;
import io.rserpool.registrar.settings.RegistrarLimits;
import io.rserpool.registrar.settings.RegistrarSettings;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.Role;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A registrar on its host, from incarnation to incarnation. */
public final class RegistrarProcess extends Process {
    private static final MulticastSettings MULTICAST =
            new MulticastSettings(new InetSocketAddress(InetAddress.ofLiteral("239.0.0.51"), Ports.ENRP), 1);

    private @Nullable Registrar registrar;
    private RegistrarMetrics metrics = new RegistrarMetrics(new PrometheusRegistry());

    RegistrarProcess(World world, int number) {
        super(world, "registrar " + number, address(number));
        world.identify(host, Role.REGISTRAR, "");
    }

    static String address(int number) {
        return "10.0.1." + number;
    }

    @Override
    void begin() {
        var id = new ServerId(1 + world.random.nextInt(Integer.MAX_VALUE - 1));
        var settings = new RegistrarSettings(
                        id,
                        Ports.ASAP,
                        Ports.ENRP,
                        EndpointAddress.UDP_ENCAPSULATION_PORT,
                        world.registrars.size() > 1,
                        world.byMulticast ? MULTICAST : null,
                        world.profile,
                        RegistrarLimits.DEFAULT)
                .withSecurity(world.security);
        metrics = new RegistrarMetrics(new PrometheusRegistry());
        var started = new Registrar(
                transport(),
                world.network.multicast(),
                settings,
                () -> CompletableFuture.completedFuture(addresses()),
                world.random,
                metrics);
        registrar = started;
        started.start();
        world.trace.add("%s has ID %s", name, id);
    }

    private List<EndpointAddress> addresses() {
        var addresses = new ArrayList<EndpointAddress>();
        for (int i = 1; !world.byMulticast && i <= world.registrars.size(); i++) {
            addresses.add(EndpointAddress.of(
                    InetAddress.ofLiteral(address(i)), Ports.ENRP, EndpointAddress.UDP_ENCAPSULATION_PORT));
        }
        return addresses;
    }

    @Override
    void endInOrder(Runnable done) {
        registrar().shutdown(done);
    }

    @Override
    void ended() {
        checkMessages();
        registrar = null;
    }

    /** No message of our own cannot be decoded. */
    public void checkMessages() {
        if (registrar != null && metrics.countDecodeErrors("asap") + metrics.countDecodeErrors("enrp") > 0) {
            throw new Violation(name + " could not decode a message");
        }
    }

    public Registrar registrar() {
        return Objects.requireNonNull(registrar, name + " is down");
    }

    public RegistrarMetrics metrics() {
        return metrics;
    }

    public ServerId id() {
        return registrar().settings().id();
    }

    /** Who it thinks the other registrars are. */
    public Set<String> peers() {
        var ids = new HashSet<String>();
        var peers = (Collection<?>) Objects.requireNonNull(registrar().view().get("peers"));
        for (var peer : peers) {
            ids.add(String.valueOf(((Map<?, ?>) peer).get("id")));
        }
        return ids;
    }
}
