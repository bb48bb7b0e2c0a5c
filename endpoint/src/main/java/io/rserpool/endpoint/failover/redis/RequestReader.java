package io.rserpool.endpoint.failover.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Finds the commands in what a client sends, RESP arrays and inline commands, as strictly as a server that is sure of them. Of long arguments it
 * counts the bytes.
 */
final class RequestReader {
    /** Who is told of each command. */
    interface Commands {
        /**
         * A command is complete.
         *
         * @param name and the first argument, each up to {@link CommandTable#LONGEST_NAME}, empty if there is none or it is longer
         * @param arguments with the name, 1 or more
         * @param length bytes since the command before it
         */
        void command(String name, String first, int arguments, int length);
    }

    private enum Place {
        START,
        COUNT,
        LENGTH,
        BULK,
        BULK_END,
        INLINE
    }

    /** As in Redis. */
    private static final int LONGEST_INLINE = 1 << 16;

    private static final long LONGEST_BULK = 1L << 29;
    private static final long MOST_ARGUMENTS = 1 << 20;

    /** What a client hello of TLS is taken for. */
    static final String TLS = "a TLS record";

    private final Commands commands;
    private final byte[] name = new byte[CommandTable.LONGEST_NAME];
    private final byte[] first = new byte[CommandTable.LONGEST_NAME];
    private final RespNumber number = new RespNumber();
    private Place place = Place.START;
    private int arguments;
    private int index;
    private long left;
    private int bulk;
    private int length;
    private int nameLength;
    private int firstLength;
    private boolean quoted;

    RequestReader(Commands commands) {
        this.commands = commands;
    }

    /** Whether a command has begun and is not complete. */
    boolean isInside() {
        return length > 0;
    }

    /** Bytes of the command that is not complete yet. */
    int length() {
        return length;
    }

    /** Takes all the bytes; empty if they are understood, else why not. */
    String read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (place == Place.BULK) {
                bulk(bytes);
            } else {
                length++;
                var wrong = next(bytes.get());
                if (!wrong.isEmpty()) {
                    return wrong;
                }
            }
            if (length == Integer.MAX_VALUE) {
                return "a command of 2 GiB";
            }
        }
        return "";
    }

    private void bulk(ByteBuffer bytes) {
        var size = (int) Math.min(Math.min(left, bytes.remaining()), Integer.MAX_VALUE - length);
        if (index <= 1 && bulk <= CommandTable.LONGEST_NAME) {
            bytes.get(bytes.position(), index == 0 ? name : first, (int) (bulk - left), size);
        }
        bytes.position(bytes.position() + size);
        length += size;
        left -= size;
        if (left == 0) {
            place = Place.BULK_END;
            left = 2;
        }
    }

    private String next(byte each) {
        return switch (place) {
            case START -> start(each);
            case COUNT -> count(each);
            case LENGTH -> bulkLength(each);
            case BULK_END -> bulkEnd(each);
            case INLINE -> inline(each);
            case BULK -> throw new IllegalStateException();
        };
    }

    private String start(byte each) {
        nameLength = 0;
        firstLength = 0;
        index = 0;
        if (each == '*') {
            place = Place.COUNT;
            number.restart();
            return "";
        }
        place = Place.INLINE;
        arguments = 0;
        left = 0;
        quoted = false;
        return inline(each);
    }

    private String count(byte each) {
        switch (number.next(each)) {
            case WRONG -> {
                return "not a number of arguments";
            }
            case COMPLETE -> {
                if (number.value() <= 0 || number.value() > MOST_ARGUMENTS) {
                    return "a command of " + number.value() + " arguments";
                }
                arguments = (int) number.value();
                nextArgument();
            }
            case MORE -> {}
        }
        return "";
    }

    private void nextArgument() {
        place = Place.LENGTH;
        number.restart();
        left = 1;
    }

    private String bulkLength(byte each) {
        if (left == 1) {
            left = 0;
            return each == '$' ? "" : "an argument that does not begin with '$'";
        }
        switch (number.next(each)) {
            case WRONG -> {
                return "not the length of an argument";
            }
            case COMPLETE -> {
                if (number.value() < 0 || number.value() > LONGEST_BULK) {
                    return "an argument of " + number.value() + " bytes";
                }
                bulk = (int) number.value();
                place = bulk == 0 ? Place.BULK_END : Place.BULK;
                left = bulk == 0 ? 2 : bulk;
            }
            case MORE -> {}
        }
        return "";
    }

    private String bulkEnd(byte each) {
        if (each != (left == 2 ? '\r' : '\n')) {
            return "an argument that is longer than its length";
        }
        if (--left > 0) {
            return "";
        }
        var kept = bulk <= CommandTable.LONGEST_NAME ? bulk : 0;
        if (index == 0) {
            nameLength = kept;
        } else if (index == 1) {
            firstLength = kept;
        }
        if (++index == arguments) {
            complete();
        } else {
            nextArgument();
        }
        return "";
    }

    /** {@code left} is 1 inside a word. */
    private String inline(byte each) {
        if (each == '\n') {
            if (quoted) {
                return "an inline command with quotes";
            }
            if (arguments > 0) {
                complete();
            } else {
                // The server skips an empty line.
                place = Place.START;
            }
            return "";
        }
        if (each >= 0 && each < ' ' && each != '\r' && each != '\t') {
            return each == 0x16 && length == 1 ? TLS : "a control character in an inline command";
        }
        if (length > LONGEST_INLINE) {
            return "an inline command of more than " + LONGEST_INLINE + " bytes";
        }
        quoted |= each == '"' || each == '\'';
        if (each == ' ' || each == '\t' || each == '\r') {
            left = 0;
            return "";
        }
        if (left == 0) {
            left = 1;
            arguments++;
        }
        if (arguments == 1 && nameLength < name.length) {
            name[nameLength++] = each;
        } else if (arguments == 2 && firstLength < first.length) {
            first[firstLength++] = each;
        }
        return "";
    }

    private void complete() {
        place = Place.START;
        var complete = length;
        length = 0;
        commands.command(
                new String(name, 0, nameLength, StandardCharsets.ISO_8859_1),
                firstLength == 0 ? "" : new String(first, 0, firstLength, StandardCharsets.ISO_8859_1),
                arguments,
                complete);
    }
}
