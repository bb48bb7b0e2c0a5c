package io.rserpool.e2e.secrecy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A captured packet of IPv4.
 *
 * @param protocol of IP
 * @param from address in dotted form
 * @param to as well
 * @param bytes all of it
 */
record Packet(int protocol, String from, String to, byte[] bytes) {
    static final int TCP = 6;
    static final int UDP = 17;

    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int CAPTURED_LENGTH = 8;
    private static final int ETHERNET = 14;
    private static final int IP_PROTOCOL = ETHERNET + 9;
    private static final int IP_FROM = ETHERNET + 12;
    private static final int IP_TO = ETHERNET + 16;

    /** Those of a file as tcpdump writes it, in this machine's byte order. */
    static List<Packet> of(byte[] file) {
        var packets = new ArrayList<Packet>();
        var records = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder()).position(FILE_HEADER);
        while (records.remaining() >= RECORD_HEADER) {
            var bytes = new byte[records.getInt(records.position() + CAPTURED_LENGTH)];
            records.position(records.position() + RECORD_HEADER).get(bytes);
            packets.add(new Packet(bytes[IP_PROTOCOL], address(bytes, IP_FROM), address(bytes, IP_TO), bytes));
        }
        return packets;
    }

    private static String address(byte[] bytes, int at) {
        return "%d.%d.%d.%d"
                .formatted(bytes[at] & 0xff, bytes[at + 1] & 0xff, bytes[at + 2] & 0xff, bytes[at + 3] & 0xff);
    }

    boolean isBetween(String one, String other) {
        return from.equals(one) && to.equals(other) || from.equals(other) && to.equals(one);
    }
}
