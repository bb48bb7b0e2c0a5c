package io.rserpool.protocol.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** Text in UTF-8 of so many bytes at most, cut between characters. */
public final class BoundedText {
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cc}");

    private BoundedText() {}

    public static byte[] encode(String text, int mostBytes) {
        return cut(text.getBytes(StandardCharsets.UTF_8), mostBytes);
    }

    /**
     * Text for people and logs: without control characters, so that no peer can forge a line, and no longer than what
     * {@link #encode} makes of it, also where what is malformed was replaced by something longer.
     */
    public static String decode(ByteBuffer bytes, int mostBytes) {
        var decoded =
                StandardCharsets.UTF_8.decode(bytes.slice(bytes.position(), Math.min(bytes.remaining(), mostBytes)));
        var text = CONTROL_CHARACTER.matcher(decoded).replaceAll("?");
        return new String(encode(text, mostBytes), StandardCharsets.UTF_8);
    }

    private static byte[] cut(byte[] utf8, int mostBytes) {
        var length = Math.min(utf8.length, mostBytes);
        while (length < utf8.length && isContinuation(utf8[length])) {
            length--;
        }
        return Arrays.copyOf(utf8, length);
    }

    private static boolean isContinuation(byte utf8) {
        return (utf8 & 0xc0) == 0x80;
    }
}
