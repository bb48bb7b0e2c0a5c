package io.rserpool.operator.injection;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.rserpool.operator.Names;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells what the webhook wrote on a pod from what people wrote there themselves: it signs its label and annotations, with the time, by a key
 * that only the operator's replicas have. A signature of another pod is good for as long as it takes to create one, and no longer.
 */
@ApplicationScoped
public class Marks {
    /** What replicas' and API servers' clocks may differ by, and more than a webhook may be asked again. */
    private static final Duration CREATION = Duration.ofMinutes(5);

    private static final Set<String> CONTAINERS = Set.of(Names.PE_CONTAINER, Names.PU_CONTAINER);

    /** Of these a pod has none but the webhook's. */
    private static final List<String> ANNOTATIONS = List.of(
            Names.CONFIG_HASH,
            Names.POOLS,
            Names.POOL_USERS,
            Names.PORT_CLASH,
            Names.FORWARD_CLASH,
            Names.ROLLOUT,
            Names.REFUSED);

    private static final List<String> ALL = Stream.concat(
                    ANNOTATIONS.stream(), Stream.of(Names.PE_CONFIG, Names.PU_CONFIG, Names.MARK))
            .toList();

    private final InstantSource clock;
    private volatile byte @Nullable [] key;

    /** Without a key, until there is one. */
    public Marks() {
        this(InstantSource.system());
    }

    /** With another clock. */
    public Marks(InstantSource clock) {
        this.clock = clock;
    }

    /** Signs with this key from now on. */
    public void use(byte[] shared) {
        key = shared.clone();
    }

    /**
     * {@return the pod with a signature}
     *
     * @throws IllegalStateException without a key
     */
    Pod signed(Pod pod, String namespace) {
        var time = clock.instant().toString();
        return new PodBuilder(pod)
                .editMetadata()
                .addToAnnotations(Names.MARK, time + " " + signature(pod, namespace, time))
                .endMetadata()
                .build();
    }

    /** {@return whether the webhook has worked on the pod just now, on behalf of the same request} */
    boolean isFresh(Pod pod, String namespace) {
        return time(pod, namespace).filter(t -> isNear(t, clock.instant())).isPresent();
    }

    /** {@return whether label and annotations of a pod are the webhook's, and its containers what they say; true as long as there is no key} */
    public boolean isGenuine(Pod pod) {
        if (key == null) {
            return true;
        }
        var created = pod.getMetadata().getCreationTimestamp();
        return time(pod, String.valueOf(pod.getMetadata().getNamespace()))
                        .filter(t -> created == null || isNear(t, Instant.parse(created)))
                        .isPresent()
                && hasWhatItSays(pod, Names.POOLS, Names.PE_CONTAINER)
                && hasWhatItSays(pod, Names.POOL_USERS, Names.PU_CONTAINER);
    }

    private static boolean hasWhatItSays(Pod pod, String annotation, String container) {
        return annotation(pod, annotation).isEmpty()
                || pod.getSpec().getInitContainers().stream()
                        .anyMatch(c -> c.getName().equals(container));
    }

    /** {@return whether the pod has a container or volume of a name that is the webhook's} */
    static boolean hasSidecar(Pod pod) {
        return Stream.concat(pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
                        .map(Container::getName)
                        .anyMatch(CONTAINERS::contains)
                || pod.getSpec().getVolumes().stream().anyMatch(v -> CONTAINERS.stream()
                        .anyMatch(c -> v.getName().startsWith(c + "-")));
    }

    /** {@return the pod without any label or annotation that is the webhook's} */
    static Pod without(Pod pod) {
        var metadata = pod.getMetadata();
        if (labels(pod).get(Names.INJECTED) == null && ALL.stream().noneMatch(annotations(pod)::containsKey)) {
            return pod;
        }
        return new PodBuilder(pod)
                .withNewMetadataLike(metadata)
                .removeFromLabels(Names.INJECTED)
                .removeFromAnnotations(ALL.stream()
                        .collect(Collectors.toMap(
                                a -> a, a -> String.valueOf(annotations(pod).get(a)))))
                .endMetadata()
                .build();
    }

    /** When a pod was signed, if it was. */
    private Optional<Instant> time(Pod pod, String namespace) {
        var mark = annotation(pod, Names.MARK).split(" ", 2);
        if (key == null || mark.length < 2) {
            return Optional.empty();
        }
        try {
            var expected = signature(pod, namespace, mark[0]).getBytes(StandardCharsets.US_ASCII);
            return MessageDigest.isEqual(expected, mark[1].getBytes(StandardCharsets.US_ASCII))
                    ? Optional.of(Instant.parse(mark[0]))
                    : Optional.empty();
        } catch (DateTimeParseException notOurs) {
            return Optional.empty();
        }
    }

    private String signature(Pod pod, String namespace, String time) {
        var shared = key;
        if (shared == null) {
            throw new IllegalStateException("there is no key to sign pods with yet");
        }
        var said = Stream.concat(
                        Stream.of(time, namespace, String.valueOf(labels(pod).get(Names.INJECTED))),
                        ANNOTATIONS.stream().map(a -> annotation(pod, a)))
                .map(text -> text.length() + ":" + text)
                .collect(Collectors.joining());
        return Base64.getEncoder().encodeToString(Hmac.of(shared, said));
    }

    private static boolean isNear(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(CREATION) <= 0;
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    private static Map<String, String> annotations(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
    }

    private static String annotation(Pod pod, String name) {
        return annotations(pod).getOrDefault(name, "");
    }
}
