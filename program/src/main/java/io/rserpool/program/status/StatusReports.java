package io.rserpool.program.status;

import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigValues;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Sends reports of the Component Status Protocol again and again, and a last one at the end. Nobody answers, and a
 * server that is not there is no error.
 */
public final class StatusReports {
    private static final System.Logger LOG = System.getLogger(StatusReports.class.getName());

    /** Makes the datagrams of one time. */
    @FunctionalInterface
    public interface Reports {
        /**
         * What is to be sent now.
         *
         * @param isLast the program ends
         */
        List<ByteBuffer> now(boolean isLast);
    }

    private final InetSocketAddress server;
    private final Duration interval;
    private final BiConsumer<Duration, Runnable> scheduler;
    private final Reports reports;
    private final DatagramChannel channel;

    private StatusReports(
            InetSocketAddress server,
            Duration interval,
            BiConsumer<Duration, Runnable> scheduler,
            Reports reports,
            DatagramChannel channel) {
        this.server = server;
        this.interval = interval;
        this.scheduler = scheduler;
        this.reports = reports;
        this.channel = channel;
    }

    /**
     * Begins to report, if a server is configured.
     *
     * @param scheduler runs a task later, on the thread that this is called on
     */
    public static Optional<StatusReports> start(
            ConfigValues values, BiConsumer<Duration, Runnable> scheduler, Reports reports) {
        return CommonKeys.CSP_SERVER.find(values).flatMap(host -> {
            var server = new InetSocketAddress(host.host(), host.port());
            if (server.isUnresolved()) {
                LOG.log(Level.WARNING, "no status reports: host unknown: " + server.getHostString());
                return Optional.empty();
            }
            try {
                var channel = DatagramChannel.open();
                channel.configureBlocking(false);
                var started =
                        new StatusReports(server, CommonKeys.CSP_INTERVAL.of(values), scheduler, reports, channel);
                started.report();
                return Optional.of(started);
            } catch (IOException e) {
                LOG.log(Level.WARNING, "no status reports to " + server + ": " + e.getMessage());
                return Optional.empty();
            }
        });
    }

    private void report() {
        if (channel.isOpen()) {
            send(false);
            scheduler.accept(interval, this::report);
        }
    }

    private void send(boolean isLast) {
        for (var datagram : reports.now(isLast)) {
            try {
                channel.send(datagram, server);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "status report to " + server + " lost", e);
            }
        }
    }

    /** Says that the program ends, and reports no more. */
    public void stop() {
        send(true);
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "socket of status reports", e);
        }
    }
}
