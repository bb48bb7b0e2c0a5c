package io.rserpool.program.http;

import java.util.Map;
import java.util.function.Supplier;

/** A named health check. Called on a management thread, so it must be safe to call from any. */
public record HealthCheck(String name, Supplier<Result> probe) {

    /**
     * What a check found.
     *
     * @param data shown with it, for people
     */
    public record Result(boolean up, Map<String, Object> data) {
        public Result {
            data = Map.copyOf(data);
        }

        public static Result of(boolean up) {
            return new Result(up, Map.of());
        }
    }

    /** A check that throws is down. */
    Result run() {
        try {
            return probe.get();
        } catch (RuntimeException e) {
            return new Result(false, Map.of("error", String.valueOf(e.getMessage())));
        }
    }
}
