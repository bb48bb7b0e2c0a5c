package io.rserpool.endpoint.failover.lines;

import io.rserpool.endpoint.failover.JournalBudget;
import io.rserpool.endpoint.failover.KeptState;
import io.rserpool.endpoint.failover.Unprotected;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests that have been accepted and are said again on each new connection. */
final class KeptRequests {
    /** @param parts where each ends */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Kept(byte[] bytes, List<Integer> parts) {
        int size() {
            return bytes.length + OVERHEAD;
        }
    }

    private static final int OVERHEAD = 64;

    private final KeptState memory;
    private final Map<String, Kept> byKey = new LinkedHashMap<>(4);
    private final List<Kept> drafts = new ArrayList<>(0);
    private @Nullable Unprotected lost;

    KeptRequests(int limit, JournalBudget budget) {
        memory = new KeptState(limit, budget);
    }

    /** Why not all is kept; null = it is. */
    @Nullable
    Unprotected lost() {
        return lost;
    }

    int size() {
        return memory.size();
    }

    /**
     * A request is answered completely.
     *
     * @param bytes of it; null = they are not kept
     */
    void answered(LineRequest request, boolean error, byte @Nullable [] bytes) {
        if (request.endsDrafts && (!error || request.parts.size() > 1)) {
            drafts.forEach(each -> resize(-each.size()));
            drafts.clear();
        }
        if (error || (request.key == null && !request.draft)) {
            return;
        }
        if (bytes == null) {
            lose(Unprotected.CONNECTION_STATE);
            return;
        }
        var kept = new Kept(bytes, List.copyOf(request.parts));
        if (request.key == null) {
            drafts.add(kept);
        } else {
            var before = byKey.put(request.key, kept);
            resize(before == null ? 0 : -before.size());
        }
        resize(kept.size());
    }

    private void resize(int by) {
        if (lost == null) {
            lose(memory.resize(by));
        }
    }

    private void lose(@Nullable Unprotected why) {
        if (why != null) {
            lost = why;
            close();
        }
    }

    List<Kept> all() {
        var all = new ArrayList<>(byKey.values());
        all.addAll(drafts);
        return all;
    }

    void close() {
        byKey.clear();
        drafts.clear();
        memory.close();
    }
}
