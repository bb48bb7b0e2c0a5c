package io.rserpool.transport.sctp.usrsctp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** SCTP packets as bytes (RFC 9260 section 3). The buffer's position is 0, its limit the packet's end. */
final class Packet {
    static final int HEADER = 12;
    static final int SHORTEST = HEADER + 4;

    static final int DATA = 0;
    static final int INIT = 1;
    static final int INIT_ACK = 2;
    static final int SACK = 3;
    static final int HEARTBEAT = 4;
    static final int HEARTBEAT_ACK = 5;
    static final int ABORT = 6;
    static final int SHUTDOWN = 7;
    static final int SHUTDOWN_ACK = 8;
    static final int ERROR = 9;
    static final int COOKIE_ECHO = 10;
    static final int COOKIE_ACK = 11;
    static final int SHUTDOWN_COMPLETE = 14;

    private static final int CHECKSUM = 8;
    private static final int REFLECTED_TAG = 1;
    private static final int SHORTEST_INIT = 20;

    private Packet() {}

    static int sourcePort(ByteBuffer packet) {
        return packet.getShort(0) & 0xffff;
    }

    static int destinationPort(ByteBuffer packet) {
        return packet.getShort(2) & 0xffff;
    }

    static void ports(ByteBuffer packet, int source, int destination) {
        packet.putShort(0, (short) source);
        packet.putShort(2, (short) destination);
    }

    static int verificationTag(ByteBuffer packet) {
        return packet.getInt(4);
    }

    /** Type of the first chunk. */
    static int firstChunk(ByteBuffer packet) {
        return packet.get(HEADER) & 0xff;
    }

    /** Whether the checksum is right. It is zeroed. */
    static boolean checksumMatches(CRC32C crc, ByteBuffer packet) {
        int stated = Integer.reverseBytes(packet.getInt(CHECKSUM));
        packet.putInt(CHECKSUM, 0);
        return checksum(crc, packet) == stated;
    }

    /** Puts the checksum into the packet. */
    static void seal(CRC32C crc, ByteBuffer packet) {
        packet.putInt(CHECKSUM, 0);
        packet.putInt(CHECKSUM, Integer.reverseBytes(checksum(crc, packet)));
    }

    /** Puts their checksums into packets that follow each other, all but the last of the same length. */
    static void seal(CRC32C crc, ByteBuffer packets, int length, int segment) {
        for (int at = 0; at < length; at += segment) {
            packets.putInt(at + CHECKSUM, 0)
                    .limit(Math.min(at + segment, length))
                    .position(at);
            crc.reset();
            crc.update(packets);
            packets.clear().putInt(at + CHECKSUM, Integer.reverseBytes((int) crc.getValue()));
        }
    }

    private static int checksum(CRC32C crc, ByteBuffer packet) {
        crc.reset();
        crc.update(packet.position(0));
        packet.position(0);
        return (int) crc.getValue();
    }

    /** Whether there is a chunk of this type among the chunks of a packet. */
    static boolean contains(ByteBuffer packet, int chunks, int end, int type) {
        for (int at = chunks; at + 4 <= end; at = nextChunk(packet, at, end)) {
            if ((packet.get(at) & 0xff) == type) {
                return true;
            }
        }
        return false;
    }

    /** Where the chunk after this one begins; {@code end} if this one is malformed. */
    static int nextChunk(ByteBuffer packet, int at, int end) {
        int length = packet.getShort(at + 2) & 0xffff;
        return length < 4 ? end : at + ((length + 3) & ~3);
    }

    /** An INIT that may be answered: alone in its packet, verification tag 0, initiate tag not 0. */
    static boolean isInit(ByteBuffer packet) {
        return firstChunk(packet) == INIT
                && packet.limit() >= HEADER + SHORTEST_INIT
                && verificationTag(packet) == 0
                && packet.getInt(HEADER + 4) != 0;
    }

    /**
     * Writes the answer to a packet that belongs to no association (RFC 9260 section 8.4).
     *
     * @return false if such a packet is not answered
     */
    static boolean outOfTheBlue(ByteBuffer packet, ByteBuffer answer) {
        int type = firstChunk(packet);
        return switch (type) {
            case ABORT, SHUTDOWN_COMPLETE, COOKIE_ACK, ERROR, INIT_ACK -> false;
            case INIT -> isInit(packet) && answer(packet, answer, ABORT, 0, packet.getInt(HEADER + 4));
            case SHUTDOWN_ACK -> answer(packet, answer, SHUTDOWN_COMPLETE, REFLECTED_TAG, verificationTag(packet));
            default -> answer(packet, answer, ABORT, REFLECTED_TAG, verificationTag(packet));
        };
    }

    private static boolean answer(ByteBuffer packet, ByteBuffer answer, int type, int flags, int tag) {
        answer.clear().order(ByteOrder.BIG_ENDIAN);
        answer.putShort((short) destinationPort(packet));
        answer.putShort((short) sourcePort(packet));
        answer.putInt(tag).putInt(0);
        answer.put((byte) type).put((byte) flags).putShort((short) 4);
        answer.flip();
        return true;
    }
}
