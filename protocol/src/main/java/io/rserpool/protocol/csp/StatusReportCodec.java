package io.rserpool.protocol.csp;

import io.rserpool.protocol.Decoded;
import io.rserpool.protocol.codec.BoundedText;
import io.rserpool.protocol.csp.StatusReport.Association;
import io.rserpool.protocol.csp.StatusReport.ComponentId;
import io.rserpool.protocol.csp.StatusReport.Group;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A status report as a UDP datagram; all numbers big-endian, version 2 of the protocol. */
public final class StatusReportCodec {
    /** UDP port that reports go to. */
    public static final int PORT = 2960;

    private static final byte TYPE = 1;
    private static final byte LAST = 0x01;
    private static final int VERSION = 0x0200;
    private static final int FIXED_LENGTH = 288;
    private static final int ASSOCIATION_LENGTH = 24;
    private static final int TEXT_LENGTH = 128;
    private static final Duration MICROSECOND = Duration.of(1, ChronoUnit.MICROS);
    private static final int FULL_WORKLOAD = 0xfffe;
    private static final int NO_WORKLOAD = 0xffff;
    private static final int OBJECT_BITS = 56;
    private static final long OBJECT_MASK = (1L << OBJECT_BITS) - 1;
    private static final long LONGEST_INTERVAL = 0xffffffffL;

    private StatusReportCodec() {}

    public static ByteBuffer encode(StatusReport report) {
        int length = FIXED_LENGTH + ASSOCIATION_LENGTH * report.associations().size();
        var bytes = ByteBuffer.allocate(length)
                .put(TYPE)
                .put(report.isLast() ? LAST : 0)
                .putShort((short) length)
                .putInt(VERSION)
                .putLong(id(report.sender()))
                .putLong(micros(report.time()))
                .putInt((int) Math.min(micros(report.interval()), LONGEST_INTERVAL))
                .put(text(report.location()))
                .put(text(report.status()))
                .putShort(workload(report.workload()))
                .putShort((short) report.associations().size());
        for (var association : report.associations()) {
            bytes.putLong(id(association.receiver()))
                    .putLong(association.duration())
                    .putShort((short) 0)
                    .putShort((short) association.protocol())
                    .putInt(association.ppid());
        }
        return bytes.flip();
    }

    /** Reads a datagram. */
    public static Decoded<StatusReport> decode(ByteBuffer datagram) {
        var bytes = datagram.duplicate();
        int length = bytes.remaining();
        if (length < FIXED_LENGTH || bytes.get() != TYPE) {
            return bad("no report");
        }
        int flags = bytes.get();
        if (Short.toUnsignedInt(bytes.getShort()) != length || bytes.getInt() != VERSION) {
            return bad("wrong length or version");
        }
        long sender = bytes.getLong();
        var time = Duration.of(bytes.getLong(), ChronoUnit.MICROS);
        var interval = Duration.of(Integer.toUnsignedLong(bytes.getInt()), ChronoUnit.MICROS);
        var location = text(bytes);
        var status = text(bytes);
        int workload = Short.toUnsignedInt(bytes.getShort());
        int count = Short.toUnsignedInt(bytes.getShort());
        if (count > StatusReport.MAX_ASSOCIATIONS
                || length != FIXED_LENGTH + ASSOCIATION_LENGTH * count
                || !isId(sender)) {
            return bad("wrong number of associations, or sender");
        }
        var associations = new ArrayList<Association>();
        for (int i = 0; i < count; i++) {
            associations.add(association(bytes));
        }
        return new Decoded.Message<>(
                new StatusReport(
                        (flags & LAST) != 0,
                        id(sender),
                        time,
                        interval,
                        location,
                        status,
                        workload == NO_WORKLOAD ? StatusReport.NO_WORKLOAD : (double) workload / FULL_WORKLOAD,
                        associations),
                List.of());
    }

    private static Decoded<StatusReport> bad(String reason) {
        return new Decoded.Bad<>(reason, List.of());
    }

    private static Association association(ByteBuffer bytes) {
        var receiver = id(bytes.getLong());
        long duration = bytes.getLong();
        bytes.getShort();
        return new Association(receiver, duration, Short.toUnsignedInt(bytes.getShort()), bytes.getInt());
    }

    private static long micros(Duration duration) {
        return duration.dividedBy(MICROSECOND);
    }

    private static short workload(double workload) {
        return (short) (workload < 0 ? NO_WORKLOAD : Math.round(Math.min(workload, 1) * FULL_WORKLOAD));
    }

    private static long id(ComponentId id) {
        return (long) (id.group().ordinal() + 1) << OBJECT_BITS | id.object() & OBJECT_MASK;
    }

    private static boolean isId(long id) {
        long group = id >>> OBJECT_BITS;
        return group >= 1 && group <= Group.values().length;
    }

    /** Groups that are not known count as users: an association may be with anything. */
    private static ComponentId id(long id) {
        return new ComponentId(
                isId(id) ? Group.values()[(int) (id >>> OBJECT_BITS) - 1] : Group.POOL_USER, id & OBJECT_MASK);
    }

    private static byte[] text(String text) {
        return Arrays.copyOf(BoundedText.encode(text, TEXT_LENGTH - 1), TEXT_LENGTH);
    }

    private static String text(ByteBuffer bytes) {
        var field = bytes.slice(bytes.position(), TEXT_LENGTH);
        bytes.position(bytes.position() + TEXT_LENGTH);
        while (field.hasRemaining() && field.get() != 0) {}
        int end = field.get(field.position() - 1) == 0 ? field.position() - 1 : field.position();
        return BoundedText.decode(field.limit(end).position(0), TEXT_LENGTH - 1);
    }
}
