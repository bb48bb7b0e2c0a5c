package io.rserpool.e2e.secrecy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bytes that occur nowhere else, and so can be searched for.
 *
 * @param name what they are, for people
 */
record Canary(String name, byte[] bytes) {
    /** Characters of Base64 at its begin and end that depend on what is beside the canary. */
    private static final int BLURRED = 4;

    /** One that is text, drawn anew. */
    static Canary drawn(String name) {
        return of(
                name, name + "-" + Long.toHexString(RandomGenerator.getDefault().nextLong(1L << 44, 1L << 48)));
    }

    static Canary of(String name, String text) {
        return new Canary(name, text.getBytes(StandardCharsets.UTF_8));
    }

    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Whether it is in these bytes: as it is, in UTF-16, hexadecimal or, wherever it begins, Base64. */
    boolean isIn(byte[] where) {
        return isIn(searchable(where));
    }

    /** The same of bytes that several canaries are searched for in. */
    boolean isIn(String searchable) {
        return forms().stream().anyMatch(searchable::contains);
    }

    /** One char per byte. */
    static String searchable(byte[] where) {
        return new String(where, StandardCharsets.ISO_8859_1);
    }

    private List<String> forms() {
        var forms = new ArrayList<String>();
        forms.add(searchable(bytes));
        forms.add(searchable(text().getBytes(StandardCharsets.UTF_16LE)));
        forms.add(searchable(text().getBytes(StandardCharsets.UTF_16BE)));
        forms.add(HexFormat.of().formatHex(bytes));
        forms.add(HexFormat.of().withUpperCase().formatHex(bytes));
        for (int before = 0; before < 3; before++) {
            var shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            var encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
            forms.add(encoded.substring(BLURRED, encoded.length() - BLURRED));
        }
        return forms;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Canary(var _, var others) && Arrays.equals(bytes, others);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return name;
    }
}
