package io.rserpool.pu;

import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.LocalAddress;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.csp.StatusReport;
import io.rserpool.protocol.csp.StatusReport.Association;
import io.rserpool.protocol.csp.StatusReport.ComponentId;
import io.rserpool.protocol.csp.StatusReport.Group;
import io.rserpool.protocol.csp.StatusReportCodec;
import io.rserpool.transport.loop.EventLoop;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The user's own view: RFC 5525's rserpoolPUTable as JSON, and reports of the Component Status Protocol. */
final class UserPage {
    private final ConfigValues values;
    private final PuSidecar sidecar;
    private final EventLoop loop;
    private final String location;
    private final long started;
    /** Users have no identifier in RSerPool, so one is drawn. */
    private final long identifier = RandomGenerator.getDefault().nextLong(1, 0xffffffffL);

    UserPage(ConfigValues values, PuSidecar sidecar, EventLoop loop, InetAddress address, int port) {
        this.values = values;
        this.sidecar = sidecar;
        this.loop = loop;
        this.location = LocalAddress.location(address, port);
        this.started = loop.nanoTime();
    }

    private Duration uptime() {
        return Duration.ofNanos(loop.nanoTime() - started);
    }

    Map<String, Object> json() {
        var page = new LinkedHashMap<String, Object>();
        page.put("operationScope", CommonKeys.OPERATION_SCOPE.of(values));
        page.put(
                "poolHandles",
                sidecar.pools().stream().map(pool -> pool.settings().handle()).toList());
        page.put("description", CommonKeys.DESCRIPTION.of(values));
        page.put("uptimeSeconds", uptime().toSeconds());
        return page;
    }

    List<ByteBuffer> reports(boolean isLast) {
        var associations = new ArrayList<Association>();
        long home = Integer.toUnsignedLong(sidecar.homeId().value());
        if (home != 0) {
            associations.add(Association.sctp(new ComponentId(Group.REGISTRAR, home), Ppid.ASAP));
        }
        int sessions = sidecar.pools().stream().mapToInt(UsedPool::sessionCount).sum();
        return List.of(StatusReportCodec.encode(new StatusReport(
                isLast,
                new ComponentId(Group.POOL_USER, identifier),
                uptime(),
                CommonKeys.CSP_INTERVAL.of(values),
                location,
                sessions + " Sessions",
                StatusReport.NO_WORKLOAD,
                associations)));
    }
}
