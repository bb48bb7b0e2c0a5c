package io.rserpool.endpoint.failover.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds the ends of a server's replies and pushes, RESP2 and RESP3, and how they begin; what is long it counts. */
final class ReplyReader {
    enum Result {
        MORE,
        COMPLETE,
        WRONG
    }

    private enum Place {
        TYPE,
        LINE,
        LINE_END,
        NUMBER,
        BULK,
        BULK_END
    }

    /** Longest {@link #label}. */
    static final int LONGEST_LABEL = 1 << 9;

    private static final int LONGEST_LINE = 1 << 20;
    private static final long LONGEST_BULK = 1L << 32;
    private static final long MOST_ELEMENTS = 1L << 32;
    private static final int DEEPEST = 128;

    private final RespNumber number = new RespNumber();
    private Place place = Place.TYPE;
    private boolean inside;
    private char frame;
    private char type;
    private long left;

    /** Elements left at each depth, the complement of it for those of an attribute. */
    private long[] elements = new long[4];

    private int depth;
    private byte[] label = new byte[64];
    private int labelLength;
    private boolean labelling;

    /** Whether a reply has begun and is not complete. */
    boolean isInside() {
        return inside;
    }

    /** How the reply begins that is being read or was read last. */
    char type() {
        return frame;
    }

    /** Whether {@link #label} is complete. */
    boolean isLabelled() {
        return !labelling;
    }

    /** The line of an error with its '-'; the first element of an array or push if that is a bulk string; as far as it is read, and no more than fits. */
    String label() {
        return new String(label, 0, labelLength, StandardCharsets.ISO_8859_1);
    }

    /** Takes bytes up to the end of a reply. */
    Result read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (place == Place.BULK) {
                bulk(bytes);
                continue;
            }
            var result = next(bytes.get());
            if (result != Result.MORE) {
                inside = result == Result.WRONG;
                return result;
            }
        }
        return Result.MORE;
    }

    private void bulk(ByteBuffer bytes) {
        var size = (int) Math.min(left, bytes.remaining());
        if (labelling) {
            for (int i = 0; i < size; i++) {
                addToLabel(bytes.get(bytes.position() + i));
            }
        }
        bytes.position(bytes.position() + size);
        left -= size;
        if (left == 0) {
            bulkEnd();
        }
    }

    private void bulkEnd() {
        place = Place.BULK_END;
        left = 2;
    }

    private Result next(byte each) {
        return switch (place) {
            case TYPE -> begin((char) each);
            case LINE -> line(each);
            case LINE_END -> each == '\n' ? valueComplete() : Result.WRONG;
            case NUMBER -> number(each);
            case BULK_END -> endOfBulk(each);
            case BULK -> throw new IllegalStateException();
        };
    }

    private Result begin(char each) {
        type = each;
        if (!inside) {
            inside = true;
            frame = each;
            labelLength = 0;
            labelling = each == '-' || each == '*' || each == '>';
        } else if (each == '>') {
            return Result.WRONG;
        } else if (labelling && each != '$') {
            labelling = false;
        }
        switch (each) {
            case '+', '-', ':', ',', '#', '(', '_' -> {
                place = Place.LINE;
                left = LONGEST_LINE;
            }
            case '$', '=', '!', '*', '~', '>', '%', '|' -> {
                place = Place.NUMBER;
                number.restart();
            }
            default -> {
                return Result.WRONG;
            }
        }
        if (labelling && each == '-') {
            addToLabel((byte) each);
        }
        return Result.MORE;
    }

    private Result line(byte each) {
        if (each == '\r') {
            place = Place.LINE_END;
            return Result.MORE;
        }
        if (labelling) {
            addToLabel(each);
        }
        return each == '\n' || --left == 0 ? Result.WRONG : Result.MORE;
    }

    private void addToLabel(byte each) {
        if (labelLength == label.length && labelLength < LONGEST_LABEL) {
            label = Arrays.copyOf(label, LONGEST_LABEL);
        }
        if (labelLength < label.length) {
            label[labelLength++] = each;
        }
        labelling = labelLength < LONGEST_LABEL;
    }

    private Result number(byte each) {
        return switch (number.next(each)) {
            case MORE -> Result.MORE;
            case WRONG -> Result.WRONG;
            case COMPLETE -> type == '$' || type == '=' || type == '!' ? beginBulk() : beginElements();
        };
    }

    private Result beginBulk() {
        left = number.value();
        if (left == -1 && type == '$') {
            return valueComplete();
        }
        if (left < 0 || left > LONGEST_BULK) {
            return Result.WRONG;
        }
        if (left == 0) {
            bulkEnd();
        } else {
            place = Place.BULK;
        }
        return Result.MORE;
    }

    private Result beginElements() {
        var count = number.value();
        if ((count == -1 && type == '*') || (count == 0 && type != '|')) {
            return valueComplete();
        }
        if (count < 0 || count > MOST_ELEMENTS || depth == DEEPEST) {
            return Result.WRONG;
        }
        place = Place.TYPE;
        if (count > 0) {
            if (depth == elements.length) {
                elements = Arrays.copyOf(elements, 2 * depth);
            }
            elements[depth++] = type == '|' ? ~(2 * count) : type == '%' ? 2 * count : count;
        }
        return Result.MORE;
    }

    private Result endOfBulk(byte each) {
        if (each != (left == 2 ? '\r' : '\n')) {
            return Result.WRONG;
        }
        return --left > 0 ? Result.MORE : valueComplete();
    }

    private Result valueComplete() {
        place = Place.TYPE;
        labelling = false;
        while (depth > 0) {
            var attribute = elements[depth - 1] < 0;
            elements[depth - 1] += attribute ? 1 : -1;
            if (elements[depth - 1] != (attribute ? -1 : 0)) {
                return Result.MORE;
            }
            depth--;
            if (attribute) {
                // What it says something about is still to come.
                return Result.MORE;
            }
        }
        return Result.COMPLETE;
    }
}
