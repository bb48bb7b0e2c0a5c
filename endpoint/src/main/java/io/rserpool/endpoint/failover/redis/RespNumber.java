package io.rserpool.endpoint.failover.redis;

/** A number at the end of a line, as Redis writes it: no sign but '-', no leading zero, not more than 18 digits, CR LF. */
final class RespNumber {
    enum Result {
        MORE,
        COMPLETE,
        WRONG
    }

    private static final int MOST_DIGITS = 18;

    private long value;
    private int digits;
    private boolean negative;
    private boolean carriageReturn;

    void restart() {
        value = 0;
        digits = 0;
        negative = false;
        carriageReturn = false;
    }

    long value() {
        return negative ? -value : value;
    }

    Result next(byte each) {
        if (carriageReturn) {
            return each == '\n' ? Result.COMPLETE : Result.WRONG;
        }
        if (each >= '0' && each <= '9') {
            if (digits == MOST_DIGITS || (digits == 1 && value == 0)) {
                return Result.WRONG;
            }
            digits++;
            value = 10 * value + each - '0';
            return Result.MORE;
        }
        if (each == '-' && digits == 0 && !negative) {
            negative = true;
            return Result.MORE;
        }
        carriageReturn = each == '\r' && digits > 0;
        return carriageReturn ? Result.MORE : Result.WRONG;
    }
}
