package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.BoundedPattern;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How sessions of HTTP/1.1 are protected.
 *
 * @param resend methods that are sent again although they may have been executed, in upper case, such as {@code POST}, or {@code ALL}. Each may
 *     then be executed twice when an element dies. GET, HEAD, OPTIONS, TRACE, PUT and DELETE always are. Default: none
 * @param idempotencyKey whether a request with an {@code Idempotency-Key} is sent again whatever its method. Default: true
 * @param ranges whether the rest of a response with a strong ETag is asked for by its bytes; without, all of it is asked for, compared and
 *     skipped. Default: true
 * @param headLimit bytes of a head, 1 KiB to 1 MiB; the head of a response is held back on the heap until it is complete. A longer one ends the
 *     protection. Default: 64 KiB
 * @param ignore patterns of what may differ in an event of a {@code text/event-stream} that comes again, such as IDs and times. They are searched in
 *     the fields of an event, a line each ({@code (?m)^} begins one), as bytes (ISO 8859-1). Comments and {@code retry} never count. Up to 32,
 *     default: none
 * @param eventLimit bytes of an event, 1 KiB to 1 MiB; an event is held back on the heap until it is complete. A longer one ends the protection of
 *     its stream. Default: 64 KiB
 */
public record HttpSettings(
        Set<String> resend,
        boolean idempotencyKey,
        boolean ranges,
        int headLimit,
        List<BoundedPattern> ignore,
        int eventLimit) {
    public static final HttpSettings DEFAULT = new HttpSettings(Set.of(), true, true, 1 << 16, List.of(), 1 << 16);

    private static final int MOST_PATTERNS = 32;

    private static final String ALL = "ALL";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> IDEMPOTENT = Set.of("PUT", "DELETE");

    /** @throws IllegalArgumentException a value is out of its range, or not the name of a method */
    public HttpSettings {
        for (var method : resend) {
            if (!Fields.isToken(method) || method.equals("CONNECT")) {
                throw new IllegalArgumentException("resend: '" + method + "' is not a method such as POST, or ALL");
            }
        }
        resend = Set.copyOf(new HashSet<>(resend));
        checkLimit(headLimit, "headLimit");
        checkLimit(eventLimit, "eventLimit");
        ignore = List.copyOf(ignore);
        if (ignore.size() > MOST_PATTERNS) {
            throw new IllegalArgumentException("ignore has " + ignore.size() + " patterns, more than " + MOST_PATTERNS);
        }
        for (var pattern : ignore) {
            if (pattern.find("")) {
                throw new IllegalArgumentException("ignore: '" + pattern + "' is found in nothing");
            }
        }
    }

    private static void checkLimit(int bytes, String field) {
        if (bytes < 1 << 10 || bytes > 1 << 20) {
            throw new IllegalArgumentException(field + " " + bytes + " is not within 1 KiB to 1 MiB");
        }
    }

    public HttpSettings withResend(String... methods) {
        return new HttpSettings(new HashSet<>(List.of(methods)), idempotencyKey, ranges, headLimit, ignore, eventLimit);
    }

    public HttpSettings withIdempotencyKey(boolean allowed) {
        return new HttpSettings(resend, allowed, ranges, headLimit, ignore, eventLimit);
    }

    public HttpSettings withRanges(boolean asked) {
        return new HttpSettings(resend, idempotencyKey, asked, headLimit, ignore, eventLimit);
    }

    public HttpSettings withHeadLimit(int bytes) {
        return new HttpSettings(resend, idempotencyKey, ranges, bytes, ignore, eventLimit);
    }

    /**
     * With patterns of what may differ in an event.
     *
     * @throws IllegalArgumentException one is no pattern
     */
    public HttpSettings withIgnore(String... patterns) {
        var compiled = Arrays.stream(patterns)
                .map(each -> BoundedPattern.of(each, "ignore"))
                .toList();
        return new HttpSettings(resend, idempotencyKey, ranges, headLimit, compiled, eventLimit);
    }

    public HttpSettings withEventLimit(int bytes) {
        return new HttpSettings(resend, idempotencyKey, ranges, headLimit, ignore, bytes);
    }

    /** Whether it changes nothing (RFC 9110 section 9.2.1). */
    static boolean isSafe(RequestHead head) {
        return SAFE.contains(head.method());
    }

    /** Whether it may be executed twice. */
    boolean mayRepeat(RequestHead head) {
        return isSafe(head)
                || IDEMPOTENT.contains(head.method())
                || resend.contains(ALL)
                || resend.contains(head.method())
                || (idempotencyKey && head.hasKey());
    }
}
