package io.rserpool.transport.system;

/** Error numbers of Linux, as {@link LibC} returns them with a minus. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EPIPE = 32;
    public static final int EBADMSG = 74;
    public static final int EMSGSIZE = 90;
    public static final int EPROTONOSUPPORT = 93;
    public static final int ESOCKTNOSUPPORT = 94;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ESHUTDOWN = 108;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;

    // What ICMP is made of, among others (icmp_err_convert).
    private static final int ENONET = 64;
    private static final int EPROTO = 71;
    private static final int ENOPROTOOPT = 92;
    private static final int EOPNOTSUPP = 95;
    private static final int ENETUNREACH = 101;
    private static final int ECONNREFUSED = 111;
    private static final int EHOSTDOWN = 112;
    private static final int EHOSTUNREACH = 113;

    private Errno() {}

    /**
     * Whether a datagram socket that asks for ICMP (IP_RECVERR) returns this for what became of any datagram before; once,
     * in place of doing what it was called for. Some can be errors of the call itself, which come again.
     *
     * @param error without its minus
     */
    public static boolean mayBeIcmp(int error) {
        return switch (error) {
            case EACCES,
                    ENONET,
                    EPROTO,
                    EMSGSIZE,
                    ENOPROTOOPT,
                    EOPNOTSUPP,
                    ENETUNREACH,
                    ECONNREFUSED,
                    EHOSTDOWN,
                    EHOSTUNREACH -> true;
            default -> false;
        };
    }

    /**
     * What happened, in words.
     *
     * @param error without its minus
     */
    public static String text(int error) {
        return switch (error) {
            case EPERM -> "operation not permitted";
            case ENOMEM, ENOBUFS -> "out of memory";
            case EPIPE, ECONNRESET, ESHUTDOWN -> "the association has ended";
            case EACCES -> "permission denied";
            case EINVAL -> "invalid argument";
            case ENFILE, EMFILE -> "too many open files";
            case EPROTONOSUPPORT, ESOCKTNOSUPPORT -> "protocol not supported";
            case EADDRINUSE -> "address in use";
            case EADDRNOTAVAIL -> "no such local address";
            default -> "error " + error;
        };
    }
}
