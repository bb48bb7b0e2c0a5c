package io.rserpool.benchmarks;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.handlespace.HandlespaceLimits;
import io.rserpool.protocol.DecoderLimits;
import io.rserpool.protocol.Ports;
import io.rserpool.protocol.ServerId;
import io.rserpool.registrar.core.Registrar;
import io.rserpool.registrar.core.RegistrarLimits;
import io.rserpool.registrar.core.RegistrarMetrics;
import io.rserpool.registrar.core.RegistrarProfile;
import io.rserpool.registrar.core.RegistrarSettings;
import io.rserpool.transport.SelectorEventLoop;
import io.rserpool.transport.kernel.KernelConfig;
import io.rserpool.transport.kernel.KernelTransport;
import io.rserpool.transport.udp.UdpMulticast;
import java.net.InetAddress;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A registrar on kernel SCTP in the rsplib profile, alone, without limits that a benchmark meets. Argument: address. */
public final class KernelRegistrar {
    private static final int LIMIT = 1_000_000;
    private static final Logger LOG = Logger.getLogger("io.rserpool");

    private KernelRegistrar() {}

    public static void main(String[] arguments) throws InterruptedException {
        LOG.setLevel(Level.WARNING); // RSPLIB's does not log registrations, either
        var loop = new SelectorEventLoop("rserpool");
        var random = new SplittableRandom(1);
        var transport = KernelTransport.open(loop, List.of(InetAddress.ofLiteral(arguments[0])), KernelConfig.DEFAULT);
        loop.execute(() -> new Registrar(
                        transport,
                        new UdpMulticast(loop),
                        settings(random),
                        () -> CompletableFuture.completedFuture(List.of()),
                        random,
                        new RegistrarMetrics(new PrometheusRegistry()))
                .start());
        System.out.println("serves");
        Thread.currentThread().join();
    }

    private static RegistrarSettings settings(SplittableRandom random) {
        var limits = RegistrarLimits.DEFAULT;
        return new RegistrarSettings(
                ServerId.random(random),
                Ports.ASAP,
                Ports.ENRP,
                0,
                false,
                null,
                RegistrarProfile.RSPLIB,
                new RegistrarLimits(
                        new HandlespaceLimits(LIMIT, LIMIT, LIMIT, LIMIT),
                        DecoderLimits.DEFAULT,
                        LIMIT,
                        limits.reportsPerSecond(),
                        limits.keepAlivesPerSecond(),
                        limits.itemsPerResolution(),
                        limits.peers(),
                        limits.downloads(),
                        limits.subscriptions()));
    }
}
