package io.rserpool.registrar.domain;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.rserpool.protocol.parameter.ErrorCause;
import io.rserpool.registrar.authorisation.Denial;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** What a registrar counts. */
public final class RegistrarMetrics {
    private final Counter messages;

    /** What {@link #messages} has for kinds of messages, found without garbage. */
    private final Map<Class<?>, CounterDataPoint> received = new HashMap<>();

    private final Counter refusals;
    private final Counter decodeErrors;
    private final Counter dropped;
    private final Counter registrations;
    private final Counter keepAlives;
    private final Counter removed;
    private final Counter updates;
    private final Counter takeovers;
    private final Counter resyncs;
    private final Counter resumptions;
    private final Counter failures;
    private final Gauge pools;
    private final Gauge elements;
    private final Gauge owned;
    private final Gauge peers;
    private final Gauge associations;
    private final Gauge subscriptions;
    private final Gauge download;
    private final Gauge ready;

    public RegistrarMetrics(PrometheusRegistry registry) {
        messages = counter(registry, "messages", "Messages received", "protocol", "type");
        refusals = counter(registry, "refusals", "Requests refused, by cause (RFC 5354 section 3.12)", "cause");
        decodeErrors = counter(registry, "decode_errors", "Messages that could not be decoded", "protocol");
        dropped = counter(registry, "dropped", "Messages dropped", "reason");
        registrations = counter(registry, "registrations", "Registrations granted, kind new or renewed", "kind");
        keepAlives = counter(registry, "keep_alives_sent", "Keep-alives sent to elements");
        removed = counter(registry, "elements_removed", "Own pool elements removed", "reason");
        updates = counter(registry, "updates", "Dynamic updates of pools sent to subscribers");
        takeovers = counter(registry, "takeovers", "Registrars taken over");
        resyncs = counter(registry, "resyncs", "Copies of a peer's elements fetched again");
        resumptions = counter(registry, "resumptions", "Times it did not run for so long that it had to ask its peers");
        failures = counter(registry, "failures", "Exceptions that should not be, by what was being done", "where");
        pools = gauge(registry, "pools", "Pools");
        elements = gauge(registry, "elements", "Pool elements of all registrars");
        owned = gauge(registry, "elements_owned", "Pool elements that this registrar is home to");
        peers = gauge(registry, "peers", "Other registrars known");
        associations = gauge(registry, "associations", "SCTP associations", "protocol");
        subscriptions = gauge(registry, "subscriptions", "Pools that users are kept up to date about");
        download = gauge(registry, "download_seconds", "Time the handlespace download at the start took");
        ready = gauge(registry, "ready", "1 = serves");
    }

    private static Counter counter(PrometheusRegistry registry, String name, String help, String... labels) {
        return Counter.builder()
                .name("rserpool_registrar_" + name + "_total")
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    private static Gauge gauge(PrometheusRegistry registry, String name, String help, String... labels) {
        return Gauge.builder()
                .name("rserpool_registrar_" + name)
                .help(help)
                .labelNames(labels)
                .withoutExemplars()
                .register(registry);
    }

    /** {@return the value of a label} */
    public static String label(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public void received(String protocol, Object message) {
        var counter = received.get(message.getClass());
        if (counter == null) {
            counter = messages.labelValues(protocol, message.getClass().getSimpleName());
            received.put(message.getClass(), counter);
        }
        counter.inc();
    }

    public void refused(ErrorCause cause) {
        refusals.labelValues("0x%x".formatted(cause.code())).inc();
    }

    public void decodeError(String protocol) {
        decodeErrors.labelValues(protocol).inc();
    }

    public void dropped(Dropped reason) {
        dropped.labelValues(label(reason)).inc();
    }

    void denied(Denial denial) {
        dropped.labelValues("denied-" + label(denial)).inc();
    }

    public void registered(boolean isNew) {
        registrations.labelValues(isNew ? "new" : "renewed").inc();
    }

    public void keepAliveSent() {
        keepAlives.inc();
    }

    public void removed(Removal reason) {
        removed.labelValues(label(reason)).inc();
    }

    public void updateSent() {
        updates.inc();
    }

    /** Dynamic updates sent. */
    public long updates() {
        return (long) updates.get();
    }

    public void subscriptions(int count) {
        subscriptions.set(count);
    }

    public void takeover() {
        takeovers.inc();
    }

    public void resync() {
        resyncs.inc();
    }

    public void resumption() {
        resumptions.inc();
    }

    void failed(String where) {
        failures.labelValues(where).inc();
    }

    /** Own elements removed for a reason. */
    public long countRemoved(Removal reason) {
        return (long) removed.labelValues(label(reason)).get();
    }

    /** Exceptions where something was being done. */
    public long countFailures(String where) {
        return (long) failures.labelValues(where).get();
    }

    public void sizes(int poolCount, int elementCount, int ownedCount, int peerCount) {
        pools.set(poolCount);
        elements.set(elementCount);
        owned.set(ownedCount);
        peers.set(peerCount);
    }

    public void associations(String protocol, int count) {
        associations.labelValues(protocol).set(count);
    }

    /** Associations of a protocol as of the last measurement. */
    public int associations(String protocol) {
        return (int) associations.labelValues(protocol).get();
    }

    public void downloaded(double seconds) {
        download.set(seconds);
    }

    public void ready(boolean isReady) {
        ready.set(isReady ? 1 : 0);
    }

    /** Takeovers finished by this registrar. */
    public long takeovers() {
        return (long) takeovers.get();
    }

    /** Messages of a type received. */
    public long countReceived(String protocol, String type) {
        return (long) messages.labelValues(protocol, type).get();
    }

    /** Messages dropped for a reason. */
    public long countDropped(Dropped reason) {
        return (long) dropped.labelValues(label(reason)).get();
    }

    /** Times a peer was not allowed to do something for a reason. */
    public long countDenied(Denial denial) {
        return (long) dropped.labelValues("denied-" + label(denial)).get();
    }

    /** Requests refused with a cause. */
    public long countRefused(int cause) {
        return (long) refusals.labelValues("0x%x".formatted(cause)).get();
    }

    /** Messages of a protocol that could not be decoded. */
    public long countDecodeErrors(String protocol) {
        return (long) decodeErrors.labelValues(protocol).get();
    }

    /** Copies fetched again. */
    public long resyncs() {
        return (long) resyncs.get();
    }
}
