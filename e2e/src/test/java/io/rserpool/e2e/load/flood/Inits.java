package io.rserpool.e2e.load.flood;

import io.rserpool.protocol.Ports;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Packets that ask for an association (RFC 9260 section 3.3.2). */
final class Inits {
    private static final int CHECKSUM = 8;
    private static final int WINDOW = 1 << 17;
    private static final short STREAMS = 10;

    private Inits() {}

    /** One for a registrar's ASAP port. */
    static byte[] init(int port, int tag) {
        var packet = ByteBuffer.allocate(32);
        packet.putShort((short) port).putShort((short) Ports.ASAP).putInt(0).putInt(0);
        packet.put((byte) 1).put((byte) 0).putShort((short) 20).putInt(tag);
        packet.putInt(WINDOW).putShort(STREAMS).putShort(STREAMS).putInt(tag);
        var crc = new CRC32C();
        crc.update(packet.array());
        packet.putInt(CHECKSUM, Integer.reverseBytes((int) crc.getValue()));
        return packet.array();
    }
}
