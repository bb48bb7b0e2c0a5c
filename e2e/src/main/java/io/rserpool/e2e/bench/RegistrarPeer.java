package io.rserpool.e2e.bench;

import io.rserpool.protocol.Ports;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.loop.SelectorEventLoop;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.kernel.KernelConfig;
import io.rserpool.transport.sctp.kernel.KernelTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Load for a registrar, whoever's it is, over kernel SCTP: see {@code e2e/bench/run-lab}. */
@Command(
        name = "registrar-peer",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Registers elements and resolves handles over one association; prints what that took.")
final class RegistrarPeer implements Callable<Integer> {
    private static final int BUFFER = 1 << 20;

    @Option(names = "--at", required = true, description = "Own address.")
    private String address = "";

    @Option(names = "--to", required = true, description = "The registrar's address.")
    private String registrar = "";

    @Option(names = "--pid", required = true, description = "The registrar's process, whose CPU time is read.")
    private long pid;

    @Option(names = "--elements", split = ",", description = "Pool sizes, one after the other.")
    private List<Integer> elements = List.of(10, 1_000, 10_000);

    @Option(names = "--warm-up", description = "Seconds before each measurement.")
    private int warmUp = 5;

    @Option(names = "--seconds", description = "Seconds of each measurement.")
    private int seconds = 5;

    @Option(names = "--window", description = "Requests under way in measurements of throughput.")
    private int window = 32;

    @Option(
            names = "--only",
            split = ",",
            description = "Measurements: SEQUENTIAL (one resolution at a time), RESOLUTION, REGISTRATION.")
    private Set<Measurement> only = EnumSet.allOf(Measurement.class);

    private enum Measurement {
        SEQUENTIAL,
        RESOLUTION,
        REGISTRATION
    }

    private void plan(ClosedLoop load, Measurement measurement) {
        switch (measurement) {
            case SEQUENTIAL ->
                load.measure("resolution, one at a time", ClosedLoop.Kind.RESOLUTION, 1, warmUp, seconds);
            case RESOLUTION -> load.measure("resolution", ClosedLoop.Kind.RESOLUTION, window, warmUp, seconds);
            case REGISTRATION -> load.measure("registration", ClosedLoop.Kind.REGISTRATION, window, warmUp, seconds);
        }
    }

    @Override
    public Integer call() throws Exception {
        var outcome = new CompletableFuture<Boolean>();
        try (var loop = new SelectorEventLoop("load")) {
            var own = InetAddress.ofLiteral(address);
            var transport = KernelTransport.open(loop, List.of(own), KernelConfig.DEFAULT);
            var load = new ClosedLoop(loop, own, new CpuTime(), outcome);
            for (var count : elements) {
                load.fill(count);
                only.stream().sorted().forEach(measurement -> plan(load, measurement));
            }
            loop.execute(() -> transport
                    .open(0, SctpOptions.RFC.withStreams(2).withBuffers(BUFFER, BUFFER))
                    .associate(new EndpointAddress(List.of(InetAddress.ofLiteral(registrar)), Ports.ASAP, 0), load));
            var each = Duration.ofSeconds(warmUp + seconds + 1L).multipliedBy(3);
            outcome.get(each.multipliedBy(elements.size()).plusMinutes(5).toSeconds(), TimeUnit.SECONDS);
        }
        return 0;
    }

    /** CPU time of the registrar so far, in 1/100 s (fields 14 and 15 of {@code /proc/PID/stat}). */
    private final class CpuTime implements ClosedLoop.Ticks {
        @Override
        public long read() throws IOException {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
    }
}
