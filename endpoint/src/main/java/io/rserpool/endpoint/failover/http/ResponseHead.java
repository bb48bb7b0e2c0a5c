package io.rserpool.endpoint.failover.http;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a response says.
 *
 * @param length Content-Length as it stands there, also where no body follows (HEAD, 304)
 */
record ResponseHead(
        int status,
        Body body,
        boolean closes,
        @Nullable String length,
        @Nullable String type,
        @Nullable String encoding,
        @Nullable String etag,
        @Nullable String range,
        boolean acceptsRanges) {
    static final String PREFIX = "HTTP/1.";

    /**
     * @param head without its empty line
     * @param method of the request
     */
    static ResponseHead parse(String head, String method) throws NotUnderstood {
        var line = Fields.startLine(head);
        var version10 = line.startsWith("HTTP/1.0 ");
        var status = status(line);
        if (status < 0 || (!version10 && !line.startsWith("HTTP/1.1 "))) {
            throw new NotUnderstood("a line that is not a status");
        }
        var fields = new Fields(head);
        var body = body(fields.body(version10), status, method);
        return new ResponseHead(
                status,
                body,
                fields.closes(version10) || body.kind() == Body.Kind.UNTIL_CLOSE,
                fields.get(Field.CONTENT_LENGTH),
                fields.get(Field.CONTENT_TYPE),
                fields.get(Field.CONTENT_ENCODING),
                fields.get(Field.ETAG),
                fields.get(Field.CONTENT_RANGE),
                !"none".equals(fields.get(Field.ACCEPT_RANGES)));
    }

    /** -1 = there is none. */
    private static int status(String line) {
        if (line.length() < 12 || (line.length() > 12 && line.charAt(12) != ' ')) {
            return -1;
        }
        var status = 0;
        for (int i = 9; i < 12; i++) {
            var digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            status = 10 * status + digit;
        }
        return status < 100 || status > 599 ? -1 : status;
    }

    /** RFC 9112 section 6.3. */
    private static Body body(@Nullable Body said, int status, String method) throws NotUnderstood {
        if (status < 200 || status == 204) {
            if (said != null && !said.equals(Body.NONE)) {
                throw new NotUnderstood("a body where there can be none");
            }
            return Body.NONE;
        }
        if (method.equals("HEAD") || status == 304) {
            return Body.NONE;
        }
        return said == null ? Body.UNTIL_CLOSE : said;
    }

    boolean isInterim() {
        return status < 200;
    }

    /** Whether it begins a stream of events that are to be read. */
    boolean hasEvents() {
        return status == 200
                && body.kind() != Body.Kind.LENGTH
                && encoding == null
                && type != null
                && type.strip().matches("(?i)text/event-stream *(;.*)?");
    }

    @Nullable
    String strongEtag() {
        return etag != null && etag.matches("\"[\\x21\\x23-\\x7e\\x80-\\xff]*\"") ? etag : null;
    }

    /** Whether a part of what it begins can be asked for by its bytes. */
    boolean canGoOnByRange() {
        return status == 200
                && body.kind() == Body.Kind.LENGTH
                && strongEtag() != null
                && encoding == null
                && acceptsRanges;
    }

    /** What differs from the answer that the client has the beginning of, if one client can not tell their contents apart; empty = nothing. */
    String difference(ResponseHead told) {
        if (status != told.status) {
            return "status " + status + " after " + told.status;
        }
        var chunked = told.body.kind() == Body.Kind.CHUNKED;
        if (chunked
                ? body.kind() == Body.Kind.UNTIL_CLOSE
                : (!body.equals(told.body) || !Objects.equals(length, told.length))) {
            return "another length";
        }
        if (!Objects.equals(type, told.type) || !Objects.equals(encoding, told.encoding)) {
            return "another type or coding";
        }
        if (!Objects.equals(range, told.range)) {
            return "another range";
        }
        var both = strongEtag() != null && told.strongEtag() != null;
        return both && !Objects.equals(etag, told.etag) ? "another ETag" : "";
    }

    /** What is wrong with a part that was asked for; empty = nothing. */
    String differenceOfRest(ResponseHead told, long from) {
        var total = told.body.length();
        if (!Objects.equals(etag, told.etag)) {
            return "a part with another ETag";
        }
        if (!("bytes " + from + "-" + (total - 1) + "/" + total).equals(range)) {
            return "another part than the one asked for";
        }
        if (!body.equals(Body.of(total - from)) || encoding != null) {
            return "a part of another length or coding";
        }
        // RFC 9110 section 15.3.7: what the client knows already need not be said.
        return type == null || type.equals(told.type) ? "" : "a part of another type";
    }
}
