package io.rserpool.pe;

import io.rserpool.endpoint.EndpointMetrics;
import io.rserpool.endpoint.asap.AddressResolver;
import io.rserpool.endpoint.asap.AsapTimers;
import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.endpoint.asap.RegistrarOptions;
import io.rserpool.endpoint.asap.Registrars;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.protocol.PeIdentifier;
import io.rserpool.protocol.PoolHandle;
import io.rserpool.protocol.parameter.TransportParameter;
import io.rserpool.protocol.parameter.TransportUse;
import io.rserpool.simulation.network.VirtualEventLoop;
import io.rserpool.simulation.network.VirtualNetwork;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.tcp.TcpStack;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Pools for tests. */
final class TestPools {
    private TestPools() {}

    /** An element of pool {@code uploads} that no registrar knows, in front of a server; to be called on the loop. */
    static ServedPool uploads(SelectorEventLoop loop, ServerSocket server, List<byte[]> cookieKeys) {
        var handle = PoolHandle.of("uploads");
        var identifier = new PeIdentifier(7);
        var settings = new ServedPool.Settings(
                "uploads",
                handle,
                Optional.of(identifier),
                (InetSocketAddress) server.getLocalSocketAddress(),
                PolicyName.ROUND_ROBIN,
                0,
                DirectOptions.DEFAULT,
                false,
                new HealthChecker.Settings(HealthType.TCP, "/", Duration.ofSeconds(1), Duration.ofSeconds(1), 1, true),
                Duration.ofSeconds(1),
                Duration.ofHours(1),
                Duration.ofMillis(20),
                cookieKeys);
        var nowhere = new VirtualEventLoop();
        var endpoint =
                new VirtualNetwork(nowhere, new Random(1)).start("10.0.0.1").open(7890, SctpOptions.FAST);
        var registrars = new Registrars(
                endpoint,
                nowhere,
                new RegistrarOptions(List.of(), AsapTimers.FAST),
                AddressResolver.system(nowhere),
                new Random(1),
                new EndpointMetrics());
        var reached = new TransportParameter.Sctp(
                7890, TransportUse.DATA_PLUS_CONTROL, List.of(InetAddress.ofLiteral("10.0.0.1")));
        return new ServedPool(
                settings,
                identifier,
                new TcpStack(loop),
                new AloneInPool((policy, listener) ->
                        new PoolElement(registrars, handle, identifier, reached, policy, listener)));
    }
}
