package io.rserpool.operator.registrar;

import io.rserpool.operator.api.RegistrarStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A registrar as it was seen last.
 *
 * @param pod its pod
 * @param handlespace what it answered, null if nothing
 */
public record RegistrarView(String pod, @Nullable Handlespace handlespace) {
    /** {@return this view as status of its scope} */
    RegistrarStatus toStatus() {
        return handlespace == null
                ? new RegistrarStatus(pod, null, false, null, null, null, null)
                : new RegistrarStatus(
                        pod,
                        handlespace.serverId(),
                        handlespace.ready(),
                        handlespace.peers(),
                        handlespace.pools(),
                        handlespace.elements(),
                        handlespace.checksum());
    }

    /** {@return views as status, ordered as they are} */
    public static List<RegistrarStatus> toStatus(List<RegistrarView> views) {
        return views.stream().map(RegistrarView::toStatus).toList();
    }
}
