package io.rserpool.transport.dtls;

import java.nio.ByteBuffer;

/** The beginning of a datagram as a DTLS record (RFC 6347 section 4.1): type, version, epoch, sequence number, length, then its content. */
public final class DtlsRecord {
    static final int HEADER = 13;

    /** Of an unencrypted ClientHello: the record's header, that of the handshake message, the version. */
    static final int RANDOM = HEADER + 12 + 2;

    static final int RANDOM_LENGTH = 32;

    private static final int ALERT = 21;
    private static final int HANDSHAKE = 22;
    private static final int APPLICATION_DATA = 23;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int CLIENT_HELLO = 1;
    private static final int MAJOR = 0xfe;
    private static final int EPOCH = 3;
    private static final int LENGTH = 11;
    private static final byte FATAL = 2;
    private static final byte UNEXPECTED_MESSAGE = 10;

    private DtlsRecord() {}

    /** Whether this is DTLS, as far as a beginning tells: SCTP's first two bytes are a port. */
    public static boolean isDtls(ByteBuffer datagram) {
        if (datagram.limit() < HEADER) {
            return false;
        }
        int type = datagram.get(0);
        return type >= CHANGE_CIPHER_SPEC
                && type <= APPLICATION_DATA
                && (datagram.get(1) & 0xff) == MAJOR
                && HEADER + (datagram.getShort(LENGTH) & 0xffff) <= datagram.limit();
    }

    static boolean isEncrypted(ByteBuffer datagram) {
        return datagram.getShort(EPOCH) != 0;
    }

    static boolean isAlert(ByteBuffer datagram) {
        return datagram.get(0) == ALERT;
    }

    static boolean isClientHello(ByteBuffer datagram) {
        return datagram.get(0) == HANDSHAKE
                && !isEncrypted(datagram)
                && datagram.limit() >= RANDOM + RANDOM_LENGTH
                && datagram.get(HEADER) == CLIENT_HELLO;
    }

    /** The length of the record that begins here, its header included. */
    static int length(ByteBuffer bytes, int at) {
        return HEADER + (bytes.getShort(at + LENGTH) & 0xffff);
    }

    /** Writes an alert that says: what you send belongs to no connection. It is not authenticated, and only a hint. */
    static int writeHint(ByteBuffer into) {
        into.clear();
        into.put((byte) ALERT).put((byte) MAJOR).put((byte) 0xfd);
        into.putShort((short) 0).putShort((short) 0).putInt(0);
        into.putShort((short) 2).put(FATAL).put(UNEXPECTED_MESSAGE);
        return into.position();
    }
}
