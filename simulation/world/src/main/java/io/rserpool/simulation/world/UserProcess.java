package io.rserpool.simulation.world;

import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.failover.FailoverMode;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.endpoint.user.PoolUser;
import io.rserpool.endpoint.user.PoolUserOptions;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.transport.identity.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A pool user with its clients. */
public final class UserProcess extends Process {
    /** What one incarnation consists of. */
    private record Running(PoolUser user, Registrars registrars) {}

    private final List<Client> clients = new ArrayList<>();
    private @Nullable Running last;

    UserProcess(World world, int number) {
        super(world, "user " + number, "10.0.3." + number);
        world.identify(host, Role.POOL_USER, "*");
    }

    @Override
    void begin() {
        var options = PoolUserOptions.DEFAULT.withLimits(ElementProcess.LIMITS).withSctp(world.timing.sctp);
        var registrars = new Registrars(
                transport().open(0, world.timing.sctp),
                transport().eventLoop(),
                world.registrarOptions(),
                World.RESOLVER,
                world.random,
                world.metrics);
        registrars.start();
        last = new Running(new PoolUser(transport(), options, registrars, world.random, world.metrics), registrars);
    }

    private Running last() {
        return Objects.requireNonNull(last, name + " has never run");
    }

    public Client open(PoolHandle pool) {
        clients.removeIf(client -> client.isClosed() && client.failure().isEmpty());
        var mode = world.random.nextInt(4) == 0 ? FailoverMode.RECONNECT : FailoverMode.REPLAY;
        var options = SessionOptions.DEFAULT
                .withMode(mode)
                .withMaxFutileFailovers(1_000_000)
                .withFailoverTimeout(world.failoverTimeout());
        var client = new Client(last().user, pool, options, transport().eventLoop(), world.random);
        clients.add(client);
        world.sessions++;
        return client;
    }

    /** Its sessions are over and nothing of them is left. */
    public void checkClients() {
        for (var client : clients) {
            if (!client.isClosed()) {
                throw new Violation(name + ": a session hangs: " + client);
            }
        }
        clients.clear();
        if (isUp() && last().user.activeSessions() != 0) {
            throw new Violation(name + " has " + last().user.activeSessions() + " sessions without a client");
        }
    }

    @Override
    void endInOrder(Runnable done) {
        clients.forEach(Client::abandon);
        last().user.close();
        last().registrars.close();
        transport().eventLoop().schedule(World.LINGER, done);
    }

    @Override
    void ended() {
        clients.clear();
    }
}
