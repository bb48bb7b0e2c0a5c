package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Images of sidecars for which a pod waits in vain. Whoever is created meanwhile would wait as well, for something that it can do without: it starts
 * without sidecars, as if there were no operator.
 */
@ApplicationScoped
public class MissingImages {
    /** So long after the last pod that waited for it is gone, an image is tried again. */
    public static final Duration MEMORY = Duration.ofMinutes(5);

    private static final int MOST = 1000;

    private record Place(String namespace, String image) {}

    private final InjectedPods pods;
    private final InstantSource clock;
    private final Map<Place, Instant> gone = new ConcurrentHashMap<>();

    /** Watches these pods. */
    @Inject
    public MissingImages(InjectedPods pods) {
        this(pods, InstantSource.system());
    }

    MissingImages(InjectedPods pods, InstantSource clock) {
        this.pods = pods;
        this.clock = clock;
        pods.onChange(this::note);
    }

    private void note(Pod pod) {
        if (Pods.isLiving(pod)) {
            return;
        }
        var now = clock.instant();
        for (var image : SidecarStarts.missingImages(pod)) {
            if (gone.size() >= MOST) {
                gone.values().removeIf(at -> isPast(at, now));
            }
            if (gone.size() < MOST) {
                gone.put(new Place(pod.getMetadata().getNamespace(), image), now);
            }
        }
    }

    /** {@return whether a pod of this namespace waits for the image, or did before it was deleted a while ago} */
    public boolean lacks(String namespace, String image) {
        var now = clock.instant();
        return pods.in(namespace).stream()
                        .flatMap(p -> SidecarStarts.missingImages(p).stream())
                        .anyMatch(i -> SidecarStarts.isSameImage(i, image))
                || gone.entrySet().stream()
                        .anyMatch(e -> e.getKey().namespace().equals(namespace)
                                && SidecarStarts.isSameImage(e.getKey().image(), image)
                                && !isPast(e.getValue(), now));
    }

    private static boolean isPast(Instant at, Instant now) {
        return at.plus(MEMORY).isBefore(now);
    }
}
