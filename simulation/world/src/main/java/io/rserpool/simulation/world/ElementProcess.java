package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.element.SessionAcceptor;
import io.rserpool.endpoint.session.SessionLimits;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.protocol.parameter.Policy;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.identity.Role;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pool element with its server. */
public final class ElementProcess extends Process {
    /** What one incarnation consists of. */
    private record Running(PoolElement element, SessionAcceptor acceptor, Registrars registrars, Server server) {}

    private static final int PORT = 7890;
    static final SessionLimits LIMITS = new SessionLimits(1 << 16, 15);

    public final PoolHandle pool;
    public final PeIdentifier identifier;
    private final Policy policy;
    private boolean wanted;
    private @Nullable Running last;

    ElementProcess(World world, int number, PoolHandle pool, PeIdentifier identifier, Policy policy) {
        super(world, "element " + number + " (" + pool + "/" + identifier + ")", address(number));
        world.identify(host, Role.POOL_ELEMENT, pool.toString());
        this.pool = pool;
        this.identifier = identifier;
        this.policy = policy;
    }

    private static String address(int number) {
        return "10.0.2." + number;
    }

    @Override
    void begin() {
        SctpTransport transport = transport();
        var loop = transport.eventLoop();
        var endpoint = transport.open(PORT, LIMITS.applyTo(world.timing.sctp));
        var registrars =
                new Registrars(endpoint, loop, world.registrarOptions(), World.RESOLVER, world.random, world.metrics);
        var server = new Server(loop, world.random);
        var acceptor = new SessionAcceptor(endpoint, loop, registrars, LIMITS, server, world.metrics);
        acceptor.start();
        var userTransport =
                new TransportParameter.Sctp(PORT, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral(host)));
        var element = new PoolElement(registrars, pool, identifier, userTransport, policy, new Listener());
        last = new Running(element, acceptor, registrars, server);
        registrars.start();
        register();
    }

    private Running last() {
        return Objects.requireNonNull(last, name + " has never run");
    }

    public void register() {
        if (isUp() && !wanted) {
            world.trace.add("%s registers", name);
            wanted = true;
            last().element.register();
        }
    }

    public void deregister() {
        if (isUp() && wanted) {
            world.trace.add("%s deregisters", name);
            wanted = false;
            var now = incarnation();
            last().element.deregister(() -> {
                if (now == incarnation()) {
                    world.trace.add("%s is deregistered", name);
                }
            });
        }
    }

    public void changeLoad() {
        if (isUp()) {
            var element = last().element;
            element.updatePolicy(Policies.changed(element.policy(), world.random));
        }
    }

    public void failServer() {
        if (isUp()) {
            world.trace.add(
                    "%s: its server fails, %d sessions", name, last().server.connections());
            last().server.fail();
        }
    }

    public void full(boolean full) {
        if (isUp()) {
            last().server.full(full);
        }
    }

    /** Whether it is to be found in the handlespace once all is calm. */
    public boolean isWanted() {
        return isUp() && wanted;
    }

    /** What an element that is up does about its registration. */
    public PoolElement.State registration() {
        return last().element.state();
    }

    @Nullable
    public EndpointAddress home() {
        return last().registrars.home().orElse(null);
    }

    public Policy policy() {
        return policy;
    }

    int sessions() {
        return isUp() ? last().acceptor.activeSessions() : 0;
    }

    @Override
    void endInOrder(Runnable done) {
        wanted = false;
        var ending = last();
        ending.element.deregister(() -> {
            ending.acceptor.close();
            ending.registrars.close();
            transport().eventLoop().schedule(World.LINGER, done);
        });
    }

    @Override
    void ended() {
        wanted = false;
    }

    private final class Listener implements PoolElement.Listener {
        @Override
        public void onRegistered(EndpointAddress home) {
            world.trace.add("%s is registered with %s", name, home);
        }

        @Override
        public void onRefused(String text, List<ErrorCause> causes) {
            world.trace.add("%s is refused: %s", name, text);
        }

        @Override
        public void onLost(String cause) {
            world.trace.add("%s is not registered: %s", name, cause);
        }
    }
}
