package io.rserpool.pe;

import io.rserpool.endpoint.asap.PoolElement;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.LocalAddress;
import io.rserpool.protocol.Ppid;
import io.rserpool.protocol.csp.StatusReport;
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

/** The element's own view: RFC 5525's rserpoolPETable as JSON, and reports of the Component Status Protocol. */
final class ElementPage {
    private final ConfigValues values;
    private final PeSidecar sidecar;
    private final EventLoop loop;
    private final List<? extends InetAddress> addresses;
    private final long started;

    ElementPage(ConfigValues values, PeSidecar sidecar, EventLoop loop, List<? extends InetAddress> addresses) {
        this.values = values;
        this.sidecar = sidecar;
        this.loop = loop;
        this.addresses = List.copyOf(addresses);
        this.started = loop.nanoTime();
    }

    private Duration uptime() {
        return Duration.ofNanos(loop.nanoTime() - started);
    }

    /** A list with an entry for each pool. */
    List<Map<String, Object>> json() {
        return sidecar.pools().stream().map(this::json).toList();
    }

    private Map<String, Object> json(ServedPool pool) {
        var timers = sidecar.timers();
        var texts = addresses.stream().map(InetAddress::getHostAddress).toList();
        var entry = new LinkedHashMap<String, Object>();
        entry.put("operationScope", CommonKeys.OPERATION_SCOPE.of(values));
        entry.put("poolHandle", pool.settings().handle());
        entry.put("id", pool.identifier());
        entry.put("description", CommonKeys.DESCRIPTION.of(values));
        entry.put("uptimeSeconds", uptime().toSeconds());
        entry.put("asapPort", PeKeys.SCTP_PORT.of(values));
        entry.put("asapAddresses", texts);
        entry.put("userTransportProtocol", 132);
        entry.put("userPort", PeKeys.SCTP_PORT.of(values));
        entry.put("userAddresses", texts);
        entry.put("transportUse", "dataPlusControl");
        entry.put("policyId", "0x%08x".formatted(pool.policy().type()));
        entry.put("policyDescription", pool.settings().policy());
        entry.put("weight", 0);
        entry.put("load", pool.load());
        entry.put("loadDegradation", 0.0);
        entry.put("registrationLife", timers.wireLife());
        entry.put("home", sidecar.homeId());
        entry.put("registered", pool.state() == PoolElement.State.REGISTERED);
        return entry;
    }

    /** A report for each pool, since each has an identifier of its own. */
    List<ByteBuffer> reports(boolean isLast) {
        return sidecar.pools().stream()
                .map(pool -> StatusReportCodec.encode(report(pool, isLast)))
                .toList();
    }

    /** Reports are plain: where handles are not to be read they have none. */
    private String status(ServedPool pool) {
        var sessions = pool.sessionCount() + " Sessions";
        return CommonKeys.isSecured(values) ? sessions : pool.settings().handle() + ": " + sessions;
    }

    private StatusReport report(ServedPool pool, boolean isLast) {
        var associations = new ArrayList<StatusReport.Association>();
        long home = Integer.toUnsignedLong(sidecar.homeId().value());
        if (home != 0) {
            associations.add(StatusReport.Association.sctp(new ComponentId(Group.REGISTRAR, home), Ppid.ASAP));
        }
        var identifier = Integer.toUnsignedLong(pool.identifier().value());
        return new StatusReport(
                isLast,
                new ComponentId(Group.POOL_ELEMENT, identifier),
                uptime(),
                CommonKeys.CSP_INTERVAL.of(values),
                LocalAddress.location(addresses.getFirst(), PeKeys.SCTP_PORT.of(values)),
                status(pool),
                pool.load(),
                associations);
    }
}
