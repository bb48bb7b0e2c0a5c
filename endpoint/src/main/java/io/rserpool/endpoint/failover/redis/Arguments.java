package io.rserpool.endpoint.failover.redis;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The arguments of one command, or the elements of a small array, as texts of which each character is a byte. */
final class Arguments {
    private Arguments() {}

    /** Reads a complete command that {@link RequestReader} has understood, or an array or push of bulk strings, simple strings and numbers. */
    static List<String> of(ByteBuffer bytes) {
        var text =
                StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString().stripLeading();
        var words = new ArrayList<String>();
        if (text.isEmpty() || (text.charAt(0) != '*' && text.charAt(0) != '>')) {
            for (var word : text.strip().split("[ \t\r]+")) {
                words.add(word);
            }
            return words;
        }
        for (int at = text.indexOf("\r\n") + 2; at < text.length(); ) {
            int end = text.indexOf("\r\n", at);
            if (text.charAt(at) != '$' || text.charAt(at + 1) == '-') {
                words.add(text.substring(at + 1, end));
                at = end + 2;
            } else {
                int length = Integer.parseInt(text, at + 1, end, 10);
                words.add(text.substring(end + 2, end + 2 + length));
                at = end + 4 + length;
            }
        }
        return words;
    }

    /** The command of these arguments. */
    static byte[] encode(List<String> arguments) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(latin1("*" + arguments.size() + "\r\n"));
        for (var each : arguments) {
            bytes.writeBytes(latin1("$" + each.length() + "\r\n" + each + "\r\n"));
        }
        return bytes.toByteArray();
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
