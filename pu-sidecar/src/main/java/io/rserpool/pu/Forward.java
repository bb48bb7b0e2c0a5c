package io.rserpool.pu;

import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.transport.loop.RepeatedLog;
import io.rserpool.transport.tcp.TcpConnection;
import io.rserpool.transport.tcp.TcpHandler;
import io.rserpool.transport.tcp.TcpListener;
import io.rserpool.transport.tcp.TcpStack;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Another port of a captured Service, which has nothing to do with the pool: its connections are carried there as they are. */
final class Forward {
    /** @param name for people */
    record Settings(String name, InetSocketAddress listen, ServiceTarget to) {}

    private static final System.Logger LOG = System.getLogger(Forward.class.getName());

    /** So that they do not take the heap that the pools need. */
    private static final int MOST_CONNECTIONS = 4096;

    private final Settings settings;
    private final TcpStack tcp;
    private final Service service;
    private final RepeatedLog failures;
    private final Set<StraightConnection> connections = new LinkedHashSet<>();
    private @Nullable TcpListener listener;
    private String state = "not yet listened on";

    Forward(Settings settings, TcpStack tcp, AddressResolver names) {
        this.settings = settings;
        this.tcp = tcp;
        this.service = new Service(settings.to(), names, tcp.eventLoop());
        this.failures = new RepeatedLog(tcp.eventLoop(), LOG, Level.WARNING);
    }

    Settings settings() {
        return settings;
    }

    /** What becomes of its connections, for people. */
    String state() {
        return state;
    }

    /** Listens from now on. That somebody else has the port is no reason to serve no pool: it is logged. */
    void listen() {
        try {
            listener = tcp.listen(settings.listen(), this::accept);
            state = "carried to " + settings.to();
        } catch (IOException e) {
            state = "cannot be listened on: " + e.getMessage();
            failures.log(() -> "connections to port %d of %s are not carried: %s cannot be listened on: %s"
                    .formatted(settings.to().port(), settings.to().host(), settings.listen(), e.getMessage()));
        }
    }

    private TcpHandler accept(TcpConnection client) {
        if (connections.size() >= MOST_CONNECTIONS) {
            failures.log(
                    () -> "a connection to %s is reset: there are %d".formatted(settings.to(), connections.size()));
            client.reset();
            return TcpHandler.IGNORE;
        }
        var carried = new Carried();
        var connection = new StraightConnection(client, tcp, service, null, false, carried);
        carried.connection = connection;
        connections.add(connection);
        connection.start();
        return connection;
    }

    void close() {
        if (listener != null) {
            listener.close();
        }
        List.copyOf(connections).forEach(StraightConnection::stop);
    }

    private final class Carried implements StraightConnection.Owner {
        private @Nullable StraightConnection connection;

        @Override
        public void toService(int bytes) {}

        @Override
        public void toClient(int bytes) {}

        @Override
        public void over(String failure) {
            connections.remove(connection);
            if (!failure.isEmpty()) {
                failures.log(() -> "a connection to %s is reset: %s".formatted(settings.to(), failure));
            }
        }
    }
}
