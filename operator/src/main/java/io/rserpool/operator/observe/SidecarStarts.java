package io.rserpool.operator.observe;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.rserpool.operator.Names;
import io.rserpool.operator.injection.ImageReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sidecars that do not start: their pods do not either. */
public final class SidecarStarts {
    private static final Set<String> OURS = Set.of(Names.PE_CONTAINER, Names.PU_CONTAINER);

    /** What a kubelet says of containers that it will not get to run by itself. */
    private static final Set<String> TROUBLE = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff");

    /** What it says of an image that its node does not have, and did not get when it last tried. */
    private static final Set<String> NO_IMAGE =
            Set.of("ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName");

    private static final int MAX_MESSAGE = 200;

    private SidecarStarts() {}

    /** {@return the state of a pod's sidecars that do not start} */
    public static List<ContainerStatus> failing(Pod pod) {
        return pod.getStatus() == null
                ? List.of()
                : pod.getStatus().getInitContainerStatuses().stream()
                        .filter(s -> OURS.contains(s.getName()) && isFailing(s))
                        .toList();
    }

    /** {@return the images of a pod's sidecars that its node cannot have at present} */
    static List<String> missingImages(Pod pod) {
        return failing(pod).stream()
                .filter(s -> NO_IMAGE.contains(s.getState().getWaiting().getReason()))
                .map(ContainerStatus::getImage)
                .toList();
    }

    private static boolean isFailing(ContainerStatus status) {
        return status.getState() != null
                && status.getState().getWaiting() != null
                && TROUBLE.contains(status.getState().getWaiting().getReason());
    }

    /** {@return what is wrong with the first sidecar that does not start, such as "rserpool-pu: ImagePullBackOff: …"} */
    public static Optional<String> trouble(Pod pod) {
        return failing(pod).stream().findFirst().map(s -> {
            var waiting = s.getState().getWaiting();
            var message = Optional.ofNullable(waiting.getMessage())
                    .map(m -> ": " + m.substring(0, Math.min(m.length(), MAX_MESSAGE)))
                    .orElse("");
            return s.getName() + ": " + waiting.getReason() + message;
        });
    }

    /** {@return what is wrong, by the images of sidecars that do not start} */
    public static Map<String, String> failingImages(List<Pod> pods) {
        var images = new LinkedHashMap<String, String>();
        for (var pod : pods) {
            failing(pod)
                    .forEach(s -> images.putIfAbsent(s.getImage(), trouble(pod).orElse("")));
        }
        return images;
    }

    /**
     * {@return whether an image that a kubelet names is one that a pod wants}
     *
     * @param told by the kubelet: runtimes give images their full names once they have them
     */
    public static boolean isSameImage(String told, String wanted) {
        var image = ImageReference.identity(told);
        var same = ImageReference.identity(wanted);
        return image.equals(same) || image.endsWith("/" + same);
    }

    /** {@return whether the pod has a sidecar that does not start} */
    public static boolean isTroubled(Pod pod) {
        return !failing(pod).isEmpty();
    }
}
