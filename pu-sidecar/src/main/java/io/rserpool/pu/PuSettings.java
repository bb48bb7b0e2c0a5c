package io.rserpool.pu;

import io.rserpool.endpoint.asap.AnnounceOptions;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.endpoint.session.SessionOptions;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.SidecarKeys;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.protocol.PoolHandle;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** From the configuration to what the sidecar is told. */
final class PuSettings {
    static final int LONGEST_HANDLE = 32;

    private PuSettings() {}

    /** Checks what no row can say by itself. */
    static void check(ConfigValues values, ConfigProblems problems) {
        CommonKeys.check(values, problems);
        var names = PuKeys.LISTEN.names(values);
        problems.require(!names.isEmpty(), PuKeys.LISTEN.name(), "", "at least one pool");
        for (var name : names) {
            problems.require(
                    handle(name, values).length() <= LONGEST_HANDLE,
                    PuKeys.HANDLE.in(name).name(),
                    name,
                    PuKeys.HANDLE.range().allowed());
            FailoverKeys.check(name, values, problems);
        }
    }

    /** The configured registrars; none if they are to be learned from announces. */
    static List<RegistrarAddress> registrars(ConfigValues values) {
        return SidecarKeys.registrars(values).stream()
                .map(registrar -> new RegistrarAddress(registrar.host(), registrar.port()))
                .toList();
    }

    /** How registrars' announces are listened to from this address, if they are. */
    static Optional<AnnounceOptions> announces(ConfigValues values, InetAddress local) {
        return SidecarKeys.ANNOUNCE_GROUP
                .find(values)
                .map(group -> AnnounceOptions.of(
                        group,
                        local,
                        CommonKeys.TIMER_PROFILE.of(values) == TimerProfile.RSPLIB,
                        PuKeys.REGISTRAR_TRANSPORT.of(values) == PuKeys.RegistrarTransport.TCP));
    }

    /** One for each pool. */
    static List<UsedPool.Settings> pools(ConfigValues values) {
        return PuKeys.LISTEN.names(values).stream()
                .map(name -> pool(name, values))
                .toList();
    }

    /** One for each further port. */
    static List<Forward.Settings> forwards(ConfigValues values) {
        return PuKeys.FORWARD_LISTEN.names(values).stream()
                .map(name -> new Forward.Settings(
                        name,
                        PuKeys.FORWARD_LISTEN.in(name).of(values),
                        PuKeys.FORWARD_TO.in(name).of(values)))
                .toList();
    }

    private static UsedPool.Settings pool(String name, ConfigValues values) {
        var fallback = PuKeys.FALLBACK.in(name).find(values);
        return new UsedPool.Settings(
                name,
                handle(name, values),
                PuKeys.LISTEN.in(name).of(values),
                SessionOptions.DEFAULT
                        .withMode(PuKeys.FAILOVER.in(name).of(values))
                        .withFailover(FailoverKeys.settings(name, values))
                        .withJournalLimit(PuKeys.JOURNAL_LIMIT.in(name).of(values))
                        .withFailoverTimeout(PuKeys.FAILOVER_TIMEOUT.in(name).of(values))
                        .withFirstWithin(
                                fallback.isPresent()
                                        ? PuKeys.FALLBACK_AFTER.in(name).of(values)
                                        : null)
                        .withDirect(direct(name, values)),
                PuKeys.MAX_SESSIONS.in(name).of(values),
                fallback.orElse(null));
    }

    private static PoolHandle handle(String name, ConfigValues values) {
        return PoolHandle.of(PuKeys.HANDLE.in(name).find(values).orElse(name));
    }

    private static DirectOptions direct(String name, ConfigValues values) {
        return new DirectOptions(
                PuKeys.PPID.in(name).of(values),
                PuKeys.MESSAGE_SIZE.in(name).of(values),
                PuKeys.END_LINGER.in(name).of(values));
    }
}
