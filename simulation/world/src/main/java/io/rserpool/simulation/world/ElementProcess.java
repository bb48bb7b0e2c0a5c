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
import io.rserpool.transport.sctp.SctpAddress;
import io.rserpool.transport.sctp.SctpTransport;
import java.net.InetAddress;
import java.util.List;

/** A pool element with its server. */
final class ElementProcess extends Process {
    private static final int PORT = 7890;
    static final SessionLimits LIMITS = new SessionLimits(1 << 16, 15);

    final PoolHandle pool;
    final PeIdentifier identifier;
    private final Policy policy;
    private boolean wanted;
    private PoolElement element;
    private SessionAcceptor acceptor;
    private Registrars registrars;
    private Server server;

    ElementProcess(World world, int number, PoolHandle pool, PeIdentifier identifier, Policy policy) {
        super(world, "element " + number + " (" + pool + "/" + identifier + ")", address(number));
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
        registrars =
                new Registrars(endpoint, loop, world.registrarOptions(), World.RESOLVER, world.random, world.metrics);
        server = new Server(loop, world.random);
        acceptor = new SessionAcceptor(endpoint, loop, registrars, LIMITS, server, world.metrics);
        acceptor.start();
        var userTransport =
                new TransportParameter.Sctp(PORT, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral(host)));
        element = new PoolElement(registrars, pool, identifier, userTransport, policy, new Listener());
        registrars.start();
        register();
    }

    void register() {
        if (isUp() && !wanted) {
            world.trace.add("%s registers", name);
            wanted = true;
            element.register();
        }
    }

    void deregister() {
        if (isUp() && wanted) {
            world.trace.add("%s deregisters", name);
            wanted = false;
            var now = incarnation();
            element.deregister(() -> {
                if (now == incarnation()) {
                    world.trace.add("%s is deregistered", name);
                }
            });
        }
    }

    void changeLoad() {
        if (isUp()) {
            element.updatePolicy(Policies.changed(element.policy(), world.random));
        }
    }

    void failServer() {
        if (isUp()) {
            world.trace.add("%s: its server fails, %d sessions", name, server.connections());
            server.fail();
        }
    }

    void full(boolean full) {
        if (isUp()) {
            server.full(full);
        }
    }

    /** Whether it is to be found in the handlespace once all is calm. */
    boolean isWanted() {
        return isUp() && wanted;
    }

    PoolElement.State registration() {
        return element.state();
    }

    SctpAddress home() {
        return registrars.home().orElse(null);
    }

    Policy policy() {
        return policy;
    }

    int sessions() {
        return isUp() ? acceptor.activeSessions() : 0;
    }

    @Override
    void endInOrder(Runnable done) {
        wanted = false;
        element.deregister(() -> {
            acceptor.close();
            registrars.close();
            transport().eventLoop().schedule(World.LINGER, done);
        });
    }

    @Override
    void ended() {
        wanted = false;
        element = null;
    }

    private final class Listener implements PoolElement.Listener {
        @Override
        public void onRegistered(SctpAddress home) {
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
