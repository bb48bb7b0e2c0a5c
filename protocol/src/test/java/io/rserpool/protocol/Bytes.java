package io.rserpool.protocol;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes written as hex digits, spaced as one likes. */
public final class Bytes {
    private Bytes() {}

    public static ByteBuffer of(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** The digits of what lies between position and limit. */
    public static String hex(ByteBuffer bytes) {
        var copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** A message: type and flags as given, the length put between them and the parts. */
    public static ByteBuffer message(String typeAndFlags, String... parts) {
        var value = String.join("", parts).replace(" ", "");
        var length = 4 + value.length() / 2;
        var padding = "00".repeat((4 - length % 4) % 4);
        return of(typeAndFlags + "%04x".formatted(length) + value + padding);
    }
}
