package io.rserpool.pe;

import io.rserpool.endpoint.asap.AnnounceOptions;
import io.rserpool.endpoint.asap.RegistrarAddress;
import io.rserpool.endpoint.session.DirectOptions;
import io.rserpool.program.settings.CommonKeys;
import io.rserpool.program.settings.ConfigProblems;
import io.rserpool.program.settings.ConfigValues;
import io.rserpool.program.settings.SidecarKeys;
import io.rserpool.program.settings.TimerProfile;
import io.rserpool.protocol.PoolHandle;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** From the configuration to what the sidecar is told. */
final class PeSettings {
    static final int LONGEST_HANDLE = 32;

    private static final Duration LIVES_ON = Duration.ofSeconds(30);

    private PeSettings() {}

    /** Checks what no row can say by itself. */
    static void check(ConfigValues values, ConfigProblems problems) {
        CommonKeys.check(values, problems);
        var names = PeKeys.SERVER.names(values);
        problems.require(!names.isEmpty(), PeKeys.SERVER.name(), "", "at least one pool");
        PeKeys.DIRECT_POOL
                .find(values)
                .ifPresent(name -> problems.require(
                        names.contains(name),
                        PeKeys.DIRECT_POOL.name(),
                        name,
                        "the <name> of a pool: " + String.join(", ", names)));
        for (var name : names) {
            problems.require(
                    handle(name, values).length() <= LONGEST_HANDLE,
                    PeKeys.HANDLE.in(name).name(),
                    name,
                    PeKeys.HANDLE.range().allowed());
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
                        group, local, CommonKeys.TIMER_PROFILE.of(values) == TimerProfile.RSPLIB, false));
    }

    /** One for each pool. */
    static List<ServedPool.Settings> pools(ConfigValues values) {
        return PeKeys.SERVER.names(values).stream()
                .map(name -> pool(name, values))
                .toList();
    }

    private static ServedPool.Settings pool(String name, ConfigValues values) {
        return new ServedPool.Settings(
                name,
                handle(name, values),
                PeKeys.IDENTIFIER.in(name).find(values),
                PeKeys.SERVER.in(name).of(values),
                PeKeys.POLICY.in(name).of(values),
                PeKeys.CAPACITY.in(name).of(values),
                DirectOptions.DEFAULT
                        .withPpid(PeKeys.PPID.in(name).of(values))
                        .withMessageSize(PeKeys.MESSAGE_SIZE.in(name).of(values)),
                PeKeys.BUSINESS_CARD.in(name).of(values),
                health(name, values),
                PeKeys.DRAIN_TIMEOUT.in(name).of(values),
                PeKeys.RETURN_AFTER.in(name).find(values).orElseGet(() -> PeKeys.DRAIN_TIMEOUT
                        .in(name)
                        .of(values)
                        .plus(LIVES_ON)),
                PeKeys.END_CONFIRMATION.in(name).of(values),
                PeKeys.COOKIE_KEY_FILE.in(name).find(values).orElse(List.of()));
    }

    private static PoolHandle handle(String name, ConfigValues values) {
        return PoolHandle.of(PeKeys.HANDLE.in(name).find(values).orElse(name));
    }

    private static HealthChecker.Settings health(String name, ConfigValues values) {
        return new HealthChecker.Settings(
                PeKeys.HEALTH_TYPE.in(name).of(values),
                PeKeys.HEALTH_PATH.in(name).of(values),
                PeKeys.HEALTH_INTERVAL.in(name).of(values),
                PeKeys.HEALTH_TIMEOUT.in(name).of(values),
                PeKeys.HEALTH_FAILURES.in(name).of(values),
                PeKeys.HEALTH_KEEP_LAST.in(name).of(values));
    }
}
