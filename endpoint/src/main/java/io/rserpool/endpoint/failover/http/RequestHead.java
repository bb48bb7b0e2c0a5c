package io.rserpool.endpoint.failover.http;

import java.util.EnumSet;
import java.util.Set;

/**
 * What the head of a request says.
 *
 * @param closes whether the client wants no answer after this one
 * @param upgrades whether the client offers another protocol
 * @param hasKey whether there is an Idempotency-Key
 * @param plain whether it asks for all of a representation without conditions: then a part of it may be asked for instead
 */
record RequestHead(String method, Body body, boolean closes, boolean upgrades, boolean hasKey, boolean plain) {
    private static final Set<Field> CONDITIONS = EnumSet.of(
            Field.RANGE,
            Field.IF_RANGE,
            Field.IF_MATCH,
            Field.IF_NONE_MATCH,
            Field.IF_MODIFIED_SINCE,
            Field.IF_UNMODIFIED_SINCE);

    /** @param head without its empty line */
    static RequestHead parse(String head) throws NotUnderstood {
        var parts = Fields.startLine(head).split(" ", -1);
        if (parts.length != 3 || !Fields.isToken(parts[0]) || parts[1].isEmpty() || parts[1].indexOf('\t') >= 0) {
            throw new NotUnderstood("a line that is not a request");
        }
        var version10 = parts[2].equals("HTTP/1.0");
        if (!version10 && !parts[2].equals("HTTP/1.1")) {
            throw new NotUnderstood("a request that is not of HTTP/1.1");
        }
        var fields = new Fields(head);
        var body = fields.body(version10);
        return new RequestHead(
                parts[0],
                body == null ? Body.NONE : body,
                fields.closes(version10),
                fields.connection("upgrade") && fields.has(Field.UPGRADE),
                fields.has(Field.IDEMPOTENCY_KEY),
                fields.hasNone(CONDITIONS));
    }
}
