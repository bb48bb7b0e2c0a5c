package io.rserpool.operator.status;

import static java.net.HttpURLConnection.HTTP_CONFLICT;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Metrics;
import io.rserpool.operator.Names;
import io.rserpool.operator.Settings;
import io.rserpool.operator.guard.Failures;
import io.rserpool.operator.guard.Repeats;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Writes Kubernetes events, in the background; the same event again raises its count, once a minute at most. */
@ApplicationScoped
public class Events {
    private static final Logger LOG = Logger.getLogger(Events.class);
    private static final int MAX_WAITING = 1000;
    private static final int MAX_MESSAGE = 1024;
    private static final Duration PERIOD = Duration.ofMinutes(1);
    private static final int MAX_REMEMBERED = 1000;

    private final KubernetesClient client;
    private final String instance;

    /** More than so many waiting events are dropped: they are for people. */
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("events").daemon().factory(),
            (event, executor) ->
                    Metrics.counter("rserpool.operator.events.dropped").increment());

    private final Repeats repeats = new Repeats(PERIOD, MAX_REMEMBERED, InstantSource.system());

    /** Writes them with this client. */
    public Events(KubernetesClient client, Settings settings) {
        this.client = client;
        this.instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), settings.namespace());
    }

    /** Tells of something that went as it should. */
    public void info(HasMetadata about, String reason, String message) {
        submit(about, "Normal", reason, message);
    }

    /** Tells of something that somebody should look at. */
    public void warn(HasMetadata about, String reason, String message) {
        submit(about, "Warning", reason, message);
    }

    private void submit(HasMetadata about, String type, String reason, String message) {
        var text = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE);
        LOG.debugf("%s %s: %s", about.getKind(), reason, text);
        var event = event(about, type, reason, text);
        repeats.tell(event.getMetadata().getNamespace() + "/"
                        + event.getMetadata().getName())
                .ifPresent(
                        omitted -> writer.execute(() -> Failures.contain("events", () -> write(event, omitted + 1))));
    }

    private Event event(HasMetadata about, String type, String reason, String message) {
        var metadata = about.getMetadata();
        var now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        int identity = Objects.hash(metadata.getUid(), type, reason, message);
        return new EventBuilder()
                .withNewMetadata()
                .withName("%s.%08x".formatted(metadata.getName(), identity))
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withNewSource()
                .withComponent(Names.MANAGER)
                .endSource()
                .withReportingComponent(Names.MANAGER)
                .withReportingInstance(instance)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .build();
    }

    private void write(Event event, int times) {
        try {
            client.v1()
                    .events()
                    .resource(new EventBuilder(event).withCount(times).build())
                    .create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HTTP_CONFLICT) {
                throw e;
            }
            client.v1().events().resource(event).edit(present -> new EventBuilder(present)
                    .withCount(Objects.requireNonNullElse(present.getCount(), 1) + times)
                    .withLastTimestamp(event.getLastTimestamp())
                    .build());
        }
    }

    @PreDestroy
    void stop() {
        writer.shutdownNow();
    }
}
