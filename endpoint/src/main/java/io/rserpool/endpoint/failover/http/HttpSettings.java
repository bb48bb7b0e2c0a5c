package io.rserpool.endpoint.failover.http;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How sessions of HTTP/1.1 are protected.
 *
 * @param resend known methods that are sent again although they may have been executed, in upper case, such as {@code POST}, or {@code ALL}. Each may
 *     then be executed twice when an element dies. GET, HEAD, OPTIONS, TRACE, PUT and DELETE always are. Default: none
 * @param idempotencyKey whether a request with an {@code Idempotency-Key} is sent again whatever its method. Default: true
 * @param ranges whether the rest of a response with a strong ETag is asked for by its bytes; without, all of it is asked for, compared and
 *     skipped. Default: true
 * @param headLimit bytes of a head, 1 KiB to 1 MiB; the head of a response is held back on the heap until it is complete. A longer one ends the
 *     protection. Default: 64 KiB
 * @param ignore what may differ in an event of a {@code text/event-stream} that comes again, such as IDs and times. Comments and {@code retry} never
 *     count. Default: nothing
 * @param eventLimit bytes of an event, 1 KiB to 1 MiB; an event is held back on the heap until it is complete. A longer one ends the protection of
 *     its stream. Default: 64 KiB
 * @param serverEnds whether the server may end an idle connection without having said so ({@code Connection: close}); else that is a failure of its
 *     element. Default: true
 */
public record HttpSettings(
        Set<String> resend,
        boolean idempotencyKey,
        boolean ranges,
        int headLimit,
        Ignored ignore,
        int eventLimit,
        boolean serverEnds) {
    public static final HttpSettings DEFAULT =
            new HttpSettings(Set.of(), true, true, 1 << 16, Ignored.NOTHING, 1 << 16, true);

    private static final String ALL = "ALL";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> IDEMPOTENT = Set.of("PUT", "DELETE");

    /** Those of the registry of IANA that a client may want, and that of caches. */
    private static final Set<String> METHODS = Set.of(
            ("ALL ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL"
                            + " MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH PURGE PUT QUERY REBIND"
                            + " REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL")
                    .split(" "));

    /** @throws IllegalArgumentException a value is out of its range, or not the name of a known method */
    public HttpSettings {
        for (var method : resend) {
            if (!METHODS.contains(method)) {
                throw new IllegalArgumentException(
                        "resend: '" + method + "' is not a known method such as POST, or ALL");
            }
        }
        resend = Set.copyOf(new HashSet<>(resend));
        checkLimit(headLimit, "headLimit");
        checkLimit(eventLimit, "eventLimit");
    }

    private static void checkLimit(int bytes, String field) {
        if (bytes < 1 << 10 || bytes > 1 << 20) {
            throw new IllegalArgumentException(field + " " + bytes + " is not within 1 KiB to 1 MiB");
        }
    }

    public HttpSettings withResend(String... methods) {
        return new HttpSettings(
                new HashSet<>(List.of(methods)), idempotencyKey, ranges, headLimit, ignore, eventLimit, serverEnds);
    }

    public HttpSettings withIdempotencyKey(boolean allowed) {
        return new HttpSettings(resend, allowed, ranges, headLimit, ignore, eventLimit, serverEnds);
    }

    public HttpSettings withRanges(boolean asked) {
        return new HttpSettings(resend, idempotencyKey, asked, headLimit, ignore, eventLimit, serverEnds);
    }

    public HttpSettings withHeadLimit(int bytes) {
        return new HttpSettings(resend, idempotencyKey, ranges, bytes, ignore, eventLimit, serverEnds);
    }

    /**
     * With what may differ in an event.
     *
     * @throws IllegalArgumentException as {@link Ignored#of}
     */
    public HttpSettings withIgnore(String... entries) {
        var ignored = Ignored.of(List.of(entries));
        return new HttpSettings(resend, idempotencyKey, ranges, headLimit, ignored, eventLimit, serverEnds);
    }

    public HttpSettings withEventLimit(int bytes) {
        return new HttpSettings(resend, idempotencyKey, ranges, headLimit, ignore, bytes, serverEnds);
    }

    public HttpSettings withServerEnds(boolean inGoodOrder) {
        return new HttpSettings(resend, idempotencyKey, ranges, headLimit, ignore, eventLimit, inGoodOrder);
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
