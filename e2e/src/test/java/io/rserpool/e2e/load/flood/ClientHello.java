package io.rserpool.e2e.load.flood;

import io.rserpool.transport.association.AssociationHandler;
import io.rserpool.transport.association.EndpointAddress;
import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.sctp.SctpTransport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A client's first message of DTLS 1.2 (RFC 6347 section 4.2): a record header, a handshake header, version, random, no session, then the cookie. */
final class ClientHello {
    private static final int LONGEST = 2000;
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MOST_TRIES = 100;

    private static final int RECORD_SEQUENCE = 10;
    private static final int RECORD_LENGTH = 11;
    private static final int HANDSHAKE = 13;
    private static final int MESSAGE_LENGTH = HANDSHAKE + 2;
    private static final int MESSAGE_SEQUENCE = HANDSHAKE + 4;
    private static final int FRAGMENT_LENGTH = HANDSHAKE + 10;
    private static final int BODY = HANDSHAKE + 12;
    private static final int RANDOM = BODY + 2;
    private static final int RANDOM_LENGTH = 32;
    private static final int COOKIE_LENGTH = RANDOM + RANDOM_LENGTH + 1;

    /** In the answer that tells a cookie. */
    private static final int TOLD_LENGTH = BODY + 2;

    private final byte[] bytes;

    private ClientHello(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The one that a transport sends. */
    static ClientHello of(SctpTransport transport) throws IOException {
        var host = transport.localAddresses().getFirst();
        try (var listener = new DatagramSocket(0, host)) {
            listener.setSoTimeout(PATIENCE_MILLIS);
            var peer = EndpointAddress.of(host, 1, listener.getLocalPort());
            transport
                    .eventLoop()
                    .execute(() -> transport.open(0, SctpOptions.FAST).associate(peer, AssociationHandler.IGNORE));
            return new ClientHello(receive(listener));
        }
    }

    private static byte[] receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The same of somebody else. */
    ClientHello drawn(Random random) {
        var other = bytes.clone();
        for (int i = 0; i < RANDOM_LENGTH; i++) {
            other[RANDOM + i] = (byte) random.nextInt();
        }
        return new ClientHello(other);
    }

    /** The second one, with the cookie that the first one was answered by. */
    ClientHello with(byte[] cookie) {
        var longer = ByteBuffer.allocate(bytes.length + cookie.length);
        longer.put(bytes, 0, COOKIE_LENGTH).put((byte) cookie.length).put(cookie);
        longer.put(bytes, COOKIE_LENGTH + 1, bytes.length - COOKIE_LENGTH - 1);
        for (int at : new int[] {RECORD_LENGTH, MESSAGE_LENGTH, FRAGMENT_LENGTH}) {
            longer.putShort(at, (short) (longer.getShort(at) + cookie.length));
        }
        longer.put(RECORD_SEQUENCE, (byte) 1).putShort(MESSAGE_SEQUENCE, (short) 1);
        return new ClientHello(longer.array());
    }

    /** Sends it, and has the cookie told. */
    byte[] askForCookie(DatagramSocket socket, InetSocketAddress server) throws IOException {
        socket.setSoTimeout(PATIENCE_MILLIS / MOST_TRIES);
        for (int i = 1; ; i++) {
            socket.send(new DatagramPacket(bytes, bytes.length, server));
            try {
                var answer = receive(socket);
                int length = answer[TOLD_LENGTH] & 0xff;
                return Arrays.copyOfRange(answer, TOLD_LENGTH + 1, TOLD_LENGTH + 1 + length);
            } catch (SocketTimeoutException lost) {
                if (i == MOST_TRIES) {
                    throw lost;
                }
            }
        }
    }
}
