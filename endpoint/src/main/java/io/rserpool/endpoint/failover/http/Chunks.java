package io.rserpool.endpoint.failover.http;

import java.nio.ByteBuffer;

/** Reads what frames chunks (RFC 9112 section 7.1); of their data it counts the bytes. */
final class Chunks {
    enum Part {
        /** More of the frame is to come. */
        MORE,
        /** Data follow, {@link #left} bytes. */
        DATA,
        /** The last chunk and its trailers are complete. */
        END
    }

    private enum Place {
        FIRST_DIGIT,
        DIGITS,
        EXTENSION,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER_START,
        TRAILER,
        TRAILER_LF,
        LAST_LF
    }

    private static final int MOST_DIGITS = 15;
    private static final int LONGEST_EXTENSION = 1 << 10;

    private final int trailerLimit;
    private Place place = Place.FIRST_DIGIT;
    private long left;
    private int count;
    private int trailer;
    private boolean named;

    /** @param trailerLimit bytes of all trailers */
    Chunks(int trailerLimit) {
        this.trailerLimit = trailerLimit;
    }

    void restart() {
        place = Place.FIRST_DIGIT;
        left = 0;
        trailer = 0;
    }

    /** Bytes left of a chunk's data, after {@link Part#DATA}. */
    long left() {
        return left;
    }

    /** So many bytes of data have been taken. */
    void took(int bytes) {
        left -= bytes;
        if (left == 0) {
            place = Place.DATA_CR;
        }
    }

    /** Takes what frames, up to data or the end. */
    Part read(ByteBuffer bytes) throws NotUnderstood {
        while (place != Place.DATA) {
            if (!bytes.hasRemaining()) {
                return Part.MORE;
            }
            var last = place == Place.LAST_LF;
            place = next(bytes.get());
            if (last) {
                return Part.END;
            }
        }
        return Part.DATA;
    }

    private Place next(byte each) throws NotUnderstood {
        return switch (place) {
            case FIRST_DIGIT -> {
                left = digit(each);
                count = 1;
                yield Place.DIGITS;
            }
            case DIGITS -> size(each);
            case EXTENSION -> extension(each);
            case SIZE_LF -> {
                expect(each == '\n', "the size of a chunk");
                yield left == 0 ? Place.TRAILER_START : Place.DATA;
            }
            case DATA_CR -> {
                expect(each == '\r', "a chunk that is longer than its size");
                yield Place.DATA_LF;
            }
            case DATA_LF -> {
                expect(each == '\n', "a chunk that is longer than its size");
                yield Place.FIRST_DIGIT;
            }
            case TRAILER_START, TRAILER -> trailer(each);
            case TRAILER_LF -> {
                expect(each == '\n' && named, "a trailer that is no field");
                yield Place.TRAILER_START;
            }
            case LAST_LF -> {
                expect(each == '\n', "a trailer");
                yield Place.FIRST_DIGIT;
            }
            case DATA -> throw new IllegalStateException();
        };
    }

    private Place size(byte each) throws NotUnderstood {
        if (each == '\r') {
            return Place.SIZE_LF;
        }
        if (each == ';') {
            count = 0;
            return Place.EXTENSION;
        }
        expect(++count <= MOST_DIGITS, "the size of a chunk");
        left = (left << 4) | digit(each);
        return Place.DIGITS;
    }

    private Place extension(byte each) throws NotUnderstood {
        if (each == '\r') {
            return Place.SIZE_LF;
        }
        expect(isText(each) && ++count <= LONGEST_EXTENSION, "the extension of a chunk");
        return Place.EXTENSION;
    }

    private Place trailer(byte each) throws NotUnderstood {
        if (each == '\r') {
            return place == Place.TRAILER_START ? Place.LAST_LF : Place.TRAILER_LF;
        }
        expect(++trailer <= trailerLimit, "trailers that are too long");
        if (place == Place.TRAILER_START) {
            expect(each != ' ' && each != '\t' && each != ':', "a trailer that is no field");
            named = false;
        }
        expect(isText(each) && (named || (each != ' ' && each != '\t')), "a trailer that is no field");
        named |= each == ':';
        return Place.TRAILER;
    }

    private static boolean isText(byte each) {
        return each < 0 || (each >= ' ' && each != 0x7f) || each == '\t';
    }

    private static int digit(byte each) throws NotUnderstood {
        var digit = each < 0 ? -1 : Character.digit(each, 16);
        expect(digit >= 0, "the size of a chunk");
        return digit;
    }

    private static void expect(boolean right, String what) throws NotUnderstood {
        if (!right) {
            throw new NotUnderstood(what);
        }
    }
}
