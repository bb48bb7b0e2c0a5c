package io.rserpool.e2e.interop;

import io.rserpool.e2e.lab.Lab;
import io.rserpool.e2e.lab.LabHost;
import io.rserpool.e2e.local.LocalProcess;
import java.util.List;
import java.util.Map;

/** RSPLIB's {@code cspmonitor}, which shows what components report by the Component Status Protocol. */
record Monitor(LocalProcess process) {
    private static final String TITLE = "Current Component Status -- ";

    /** Starts it on a host. Who is silent stays on its screen: only who says that it ends does not. */
    static Monitor start(Lab lab, LabHost host) {
        var command = List.of("cspmonitor", "-full", "-updateinterval=500", "-purgeinterval=3600000");
        return new Monitor(lab.start(host, "cspmonitor", command, Map.of()));
    }

    /** The last screen that is complete; empty before there is one. */
    String screen() {
        var screens = Rsplib.text(process).split(TITLE);
        return screens.length < 3 ? "" : screens[screens.length - 2];
    }
}
