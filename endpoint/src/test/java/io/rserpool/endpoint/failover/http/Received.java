package io.rserpool.endpoint.failover.http;

import java.util.ArrayList;
import java.util.List;

/** What a client makes of the bytes it has got: what must be the same whatever element says it. */
record Received(List<String> messages, boolean complete) {
    /** @param methods of the requests; empty if unknown */
    static Received of(String bytes, List<String> methods, boolean ended) {
        var messages = new ArrayList<String>();
        var at = 0;
        var index = 0;
        while (at < bytes.length()) {
            var end = bytes.indexOf("\r\n\r\n", at);
            if (end < 0) {
                return new Received(messages, false);
            }
            var head = bytes.substring(at, end + 2);
            at = end + 4;
            var status = head.substring(9, 12);
            if (status.startsWith("1")) {
                messages.add(status);
                continue;
            }
            var body = new StringBuilder();
            var method = methods.get(index++);
            var complete = true;
            if (head.contains("Transfer-Encoding: chunked")) {
                var next = chunked(bytes, at, body);
                complete = next >= 0;
                at = complete ? next : bytes.length();
            } else if (!method.equals("HEAD") && !status.equals("204") && !status.equals("304")) {
                var length = head.indexOf("Content-Length: ");
                var size = length < 0
                        ? bytes.length() - at
                        : Integer.parseInt(head.substring(length + 16, head.indexOf('\r', length)));
                complete = length < 0 ? ended : bytes.length() - at >= size;
                size = Math.min(size, bytes.length() - at);
                body.append(bytes, at, at + size);
                at += size;
            }
            messages.add(status + " " + head.replaceAll("(?m)^(Date|Server|Set-Cookie|HTTP/1.1).*\r\n", "") + body);
            if (!complete) {
                return new Received(messages, false);
            }
        }
        return new Received(messages, true);
    }

    /** Where the message after it begins; -1 = it is not complete. */
    private static int chunked(String bytes, int from, StringBuilder body) {
        var at = from;
        while (true) {
            var end = bytes.indexOf("\r\n", at);
            if (end < 0) {
                return -1;
            }
            var size = Integer.parseInt(bytes.substring(at, end).replaceAll(";.*", ""), 16);
            at = end + 2;
            if (size == 0) {
                var last = bytes.startsWith("\r\n", at) ? at - 2 : bytes.indexOf("\r\n\r\n", at);
                body.append(last < 0 ? "" : bytes.substring(at, last + 2));
                return last < 0 ? -1 : last + 4;
            }
            body.append(bytes, at, Math.min(bytes.length(), at + size));
            at += size;
            if (bytes.length() < at + 2) {
                return -1;
            }
            if (!bytes.startsWith("\r\n", at)) {
                throw new AssertionError("a chunk of " + size + " bytes is longer: " + bytes.substring(from));
            }
            at += 2;
        }
    }
}
