package io.rserpool.endpoint.failover.http;

import io.rserpool.endpoint.failover.DialogueDriver;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A server of HTTP/1.1 that answers from a table; each instance has a date, cookies and chunk borders of its own. */
final class MiniHttp implements DialogueDriver.Peer {
    static final String TEXT = "The quick brown fox jumps over the lazy dog, and on it goes.";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)");
    private static final Pattern RANGE = Pattern.compile("(?i)\r\nrange: bytes=(\\d+)-(\\d*)");
    private static final Pattern IF_RANGE = Pattern.compile("(?i)\r\nif-range: (\\S+)");

    /** All requests that were executed, by all instances that share it. */
    final List<String> executed;

    private final int number;
    private final String version;
    private String input = "";
    private boolean continued;
    private boolean ended;

    /**
     * A server.
     *
     * @param number which instance
     * @param version of what it serves
     */
    MiniHttp(int number, String version, List<String> executed) {
        this.number = number;
        this.version = version;
        this.executed = executed;
    }

    MiniHttp(int number) {
        this(number, "1", new ArrayList<>());
    }

    @Override
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public byte[] take(byte[] bytes) {
        input += new String(bytes, StandardCharsets.ISO_8859_1);
        var output = new StringBuilder();
        while (!ended) {
            var end = input.indexOf("\r\n\r\n");
            if (end < 0) {
                break;
            }
            var head = input.substring(0, end + 2);
            if (head.contains("Expect: 100-continue") && !continued) {
                continued = true;
                output.append("HTTP/1.1 100 Continue\r\n\r\n");
            }
            var size = bodySize(head, end + 4);
            if (size < 0) {
                break;
            }
            continued = false;
            var body = input.substring(end + 4, end + 4 + size);
            input = input.substring(end + 4 + size);
            executed.add(head + body);
            output.append(answer(head, body));
        }
        return output.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private int bodySize(String head, int from) {
        if (head.contains("Transfer-Encoding: chunked")) {
            var last = input.indexOf("0\r\n\r\n", from);
            return last < 0 ? -1 : last + 5 - from;
        }
        var length = LENGTH.matcher(head);
        var size = length.find() ? Integer.parseInt(length.group(1)) : 0;
        return input.length() - from < size ? -1 : size;
    }

    private String answer(String head, String body) {
        var parts = head.split(" ", 3);
        var common = "Date: day " + number + "\r\nServer: s" + number + "\r\nSet-Cookie: id=" + number + "\r\n";
        var etag = "ETag: \"v" + version + "\"\r\n";
        var text = version.equals("1") ? TEXT : TEXT.replace("dog", "cow");
        return switch (parts[1]) {
            case "/etag" -> ranged(parts[0], head, text, common + etag + "Content-Type: text/plain\r\n");
            case "/weak" -> length("200 OK", common + "ETag: W/\"v\"\r\nContent-Type: a/b\r\n", text, parts[0]);
            case "/gzip" ->
                length("200 OK", common + "Content-Encoding: gzip\r\n", "\u001f\u008b\0\0" + text, parts[0]);
            case "/chunked" ->
                "HTTP/1.1 200 OK\r\n" + common + "Transfer-Encoding: chunked\r\n\r\n" + chunked(text, "X-Sum: 1\r\n");
            case "/empty" -> "HTTP/1.1 200 OK\r\n" + common + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
            case "/204" -> "HTTP/1.1 204 No Content\r\n" + common + "\r\n";
            case "/304" -> "HTTP/1.1 304 Not Modified\r\n" + common + etag + "Content-Length: 60\r\n\r\n";
            case "/hint" -> "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + length("200 OK", common, text, parts[0]);
            case "/echo" -> length("200 OK", common, "[" + body + "]", parts[0]);
            case "/close" -> {
                ended = true;
                yield "HTTP/1.1 200 OK\r\n" + common + "Connection: close\r\n\r\n" + text;
            }
            case "/last" -> {
                ended = true;
                yield length("200 OK", common + "Connection: close\r\n", text, parts[0]);
            }
            case "/upgrade" ->
                "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n\u0001\u0002binary";
            default -> length("404 Not Found", common, "none", parts[0]);
        };
    }

    private static String length(String status, String fields, String text, String method) {
        return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + text.length() + "\r\n\r\n"
                + (method.equals("HEAD") ? "" : text);
    }

    private String ranged(String method, String head, String text, String fields) {
        var range = RANGE.matcher(head);
        var condition = IF_RANGE.matcher(head);
        if (!range.find() || (condition.find() && !condition.group(1).equals("\"v" + version + "\""))) {
            return length("200 OK", fields, text, method);
        }
        var from = Integer.parseInt(range.group(1));
        var to = range.group(2).isEmpty() ? text.length() - 1 : Integer.parseInt(range.group(2));
        return length(
                "206 Partial Content",
                fields + "Content-Range: bytes " + from + "-" + to + "/" + text.length() + "\r\n",
                text.substring(from, to + 1),
                method);
    }

    private String chunked(String text, String trailers) {
        var all = new ByteArrayOutputStream();
        for (int at = 0, size = 7 + 5 * number; at < text.length(); at += size) {
            var part = text.substring(at, Math.min(text.length(), at + size));
            all.writeBytes((Integer.toHexString(part.length()) + ";a=b\r\n" + part + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        }
        return all.toString(StandardCharsets.ISO_8859_1) + "0\r\n" + trailers + "\r\n";
    }
}
