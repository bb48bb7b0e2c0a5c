package io.rserpool.transport.sctp.usrsctp;

import io.rserpool.transport.sctp.SctpOptions;
import io.rserpool.transport.system.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/** The socket calls of the library with their structures, on scratch memory that is used again. */
final class SocketCalls {
    /** The one local "address" that the library knows. */
    static final long ADDRESS = 0x1000;

    private static final int NAME_LENGTH = 160;
    private static final int INFO = 168;
    private static final int INFO_LENGTH = 200;
    private static final int INFO_TYPE = 204;
    private static final int FLAGS = 208;
    private static final int SIZE = 256;

    /** From so many bytes on, copying costs more than the object that tells a buffer's address. */
    private static final int LONG_PAYLOAD = 2048;

    private final NativeBuffer scratch = new NativeBuffer(SIZE, ByteOrder.nativeOrder());
    private final ByteBuffer bytes = scratch.bytes;

    /** A message or notification goes here. Its reader may send meanwhile, which uses other memory. */
    final NativeBuffer data;

    private final NativeBuffer out;

    SocketCalls(int longestMessage) {
        data = new NativeBuffer(Math.max(longestMessage, 4096), ByteOrder.nativeOrder());
        out = new NativeBuffer(data.bytes.capacity(), ByteOrder.nativeOrder());
    }

    /** A non-blocking one-to-one socket with these options, bound to the inside port; 0 if it fails. */
    long open(int insidePort, SctpOptions options, int packetSize, int maxCwnd) {
        long socket = UsrsctpLibrary.socket();
        if (socket == 0) {
            return 0;
        }
        UsrsctpLibrary.setNonBlocking(socket);
        configure(socket, options, packetSize, maxCwnd);
        if (!UsrsctpLibrary.bind(socket, name(insidePort))) {
            UsrsctpLibrary.close(socket);
            return 0;
        }
        return socket;
    }

    void connect(long socket, int insidePeerPort) {
        UsrsctpLibrary.connect(socket, name(insidePeerPort));
    }

    private long name(int port) {
        bytes.putShort(0, (short) Native.AF_CONN);
        networkShort(2, port);
        bytes.putInt(4, 0);
        bytes.putLong(8, ADDRESS);
        return scratch.address;
    }

    /** The next accepted socket, or 0; its peer's inside port is {@link #acceptedPort}. */
    long accept(long listener) {
        bytes.putInt(NAME_LENGTH, Native.SOCKADDR_SIZE);
        return UsrsctpLibrary.accept(listener, scratch.address, scratch.address + NAME_LENGTH);
    }

    int acceptedPort() {
        return Short.toUnsignedInt(Short.reverseBytes(bytes.getShort(2)));
    }

    private void configure(long socket, SctpOptions options, int packetSize, int maxCwnd) {
        option(socket, Native.SOL_SOCKET, Native.SO_SNDBUF, options.capacity().sendBuffer());
        option(socket, Native.SOL_SOCKET, Native.SO_RCVBUF, options.capacity().receiveBuffer());
        // A close that finds an association aborts it; orderly ends are asked for by shutdown.
        put(1, 0);
        set(socket, Native.SOL_SOCKET, Native.SO_LINGER, 8);
        option(socket, Native.IPPROTO_SCTP, Native.NODELAY, options.capacity().noDelay() ? 1 : 0);
        option(socket, Native.IPPROTO_SCTP, Native.RECVRCVINFO, 1);
        option(socket, Native.IPPROTO_SCTP, Native.FRAGMENT_INTERLEAVE, 0);
        var rto = options.rto();
        put(0, millis(rto.initial()), millis(rto.max()), millis(rto.min()));
        set(socket, Native.IPPROTO_SCTP, Native.RTOINFO, 16);
        initMessage(socket, options);
        put(0, 0, 0, (int) options.init().cookieLife().toMillis());
        bytes.putShort(16, (short) options.failure().associationMaxRetransmissions());
        bytes.putShort(18, (short) 0);
        set(socket, Native.IPPROTO_SCTP, Native.ASSOCINFO, 20);
        peerAddress(socket, options.failure(), packetSize);
        var sack = options.sack();
        put(0, millis(sack.delay()), sack.delay().isZero() ? 1 : sack.packets());
        set(socket, Native.IPPROTO_SCTP, Native.DELAYED_SACK, 12);
        put(0, options.capacity().maxBurst());
        set(socket, Native.IPPROTO_SCTP, Native.MAX_BURST, 8);
        put(0, maxCwnd);
        set(socket, Native.IPPROTO_SCTP, Native.MAX_CWND, 8);
        if (options.adaptationIndication() != 0) {
            option(socket, Native.IPPROTO_SCTP, Native.ADAPTATION_LAYER, options.adaptationIndication());
        }
        subscribe(socket, Native.ASSOC_CHANGE);
        subscribe(socket, Native.ADAPTATION_INDICATION);
        subscribe(socket, Native.PEER_ADDR_CHANGE);
    }

    private void initMessage(long socket, SctpOptions options) {
        short streams = (short) options.capacity().streams();
        bytes.putShort(0, streams).putShort(2, streams);
        bytes.putShort(4, (short) options.init().maxRetransmissions());
        bytes.putShort(6, (short) millis(options.init().maxTimeout()));
        set(socket, Native.IPPROTO_SCTP, Native.INITMSG, 8);
    }

    private void peerAddress(long socket, SctpOptions.Failure failure, int packetSize) {
        clearPeerAddress();
        bytes.putInt(136, packetSize - Packet.HEADER);
        bytes.putShort(148, (short) failure.pathMaxRetransmissions());
        setHeartbeat(socket, millis(failure.heartbeatInterval()), Native.SPP_PMTUD_DISABLE);
        clearPeerAddress();
        bytes.putShort(132, (short) failure.pathMaxRetransmissions());
        bytes.putShort(134, (short) failure.potentiallyFailed());
        bytes.putShort(136, (short) 0xffff); // no other primary path, for there is one only
        set(socket, Native.IPPROTO_SCTP, Native.PEER_ADDR_THRESHOLDS, 144);
    }

    /** Changes the heartbeat interval of an association; nothing else. */
    void heartbeat(long socket, Duration interval) {
        clearPeerAddress();
        bytes.putShort(0, (short) Native.AF_CONN); // without an address: all of the association's
        setHeartbeat(socket, millis(interval), 0);
    }

    private void clearPeerAddress() {
        for (int at = 0; at < Native.SPP_SIZE; at += 8) {
            bytes.putLong(at, 0);
        }
    }

    private void setHeartbeat(long socket, int interval, int flags) {
        bytes.putInt(132, interval);
        bytes.putInt(140, flags | (interval > 0 ? Native.SPP_HB_ENABLE : Native.SPP_HB_DISABLE));
        set(socket, Native.IPPROTO_SCTP, Native.PEER_ADDR_PARAMS, Native.SPP_SIZE);
    }

    private void subscribe(long socket, int event) {
        put(0);
        bytes.putShort(4, (short) event).put(6, (byte) 1).put(7, (byte) 0);
        set(socket, Native.IPPROTO_SCTP, Native.EVENT, 8);
    }

    private void option(long socket, int level, int option, int value) {
        put(value);
        set(socket, level, option, 4);
    }

    private void put(int... values) {
        for (int i = 0; i < values.length; i++) {
            bytes.putInt(4 * i, values[i]);
        }
    }

    private void set(long socket, int level, int option, int length) {
        if (!UsrsctpLibrary.setOption(socket, level, option, scratch.address, length)) {
            throw new IllegalStateException("libusrsctp refuses option " + option + " at level " + level);
        }
    }

    private static int millis(Duration duration) {
        return (int) Math.min(duration.toMillis(), 65_535);
    }

    /** Bytes that wait to be sent or acknowledged. */
    int buffered(long socket) {
        put(0, 0, 0);
        bytes.putInt(INFO_LENGTH, 12);
        boolean known = UsrsctpLibrary.getOption(
                socket, Native.IPPROTO_SCTP, Native.SNDBUF_USE, scratch.address, scratch.address + INFO_LENGTH);
        return known ? bytes.getInt(4) : 0;
    }

    /** Sends a message, which the library copies; false if there is no room or no association. */
    boolean send(long socket, int stream, int ppid, int flags, ByteBuffer payload) {
        int length = payload.remaining();
        bytes.putShort(INFO, (short) stream).putShort(INFO + 2, (short) flags);
        networkInt(INFO + 4, ppid);
        bytes.putLong(INFO + 8, 0);
        boolean sent = UsrsctpLibrary.send(socket, address(payload), length, scratch.address + INFO) == length;
        Reference.reachabilityFence(payload);
        return sent;
    }

    /** Of a long payload in native memory its own address; others are copied there. */
    private long address(ByteBuffer payload) {
        if (payload.isDirect() && payload.remaining() >= LONG_PAYLOAD) {
            return MemorySegment.ofBuffer(payload).address();
        }
        out.bytes.put(0, payload, payload.position(), payload.remaining());
        return out.address;
    }

    /** Reads into {@link #data}; the length, 0 at the end, −1 if there is nothing now. */
    int receive(long socket) {
        return receive(socket, 0);
    }

    /** Whether {@link #receive} would read a notification of this type next; has a look at it in {@link #data}. */
    boolean isNext(long socket, int type) {
        return receive(socket, Native.MSG_PEEK) > 0 && receivedNotification() && data.bytes.getShort(0) == type;
    }

    private int receive(long socket, int flags) {
        bytes.putInt(NAME_LENGTH, Native.SOCKADDR_SIZE);
        bytes.putInt(INFO_LENGTH, Native.RECEIVEINFO_SIZE).putInt(INFO_TYPE, 0).putInt(FLAGS, flags);
        long at = scratch.address;
        return (int) UsrsctpLibrary.receive(
                socket,
                data.address,
                data.bytes.capacity(),
                at,
                at + NAME_LENGTH,
                at + INFO,
                at + INFO_LENGTH,
                at + INFO_TYPE,
                at + FLAGS);
    }

    boolean receivedNotification() {
        return (bytes.getInt(FLAGS) & Native.MSG_NOTIFICATION) != 0;
    }

    boolean receivedEndOfMessage() {
        return (bytes.getInt(FLAGS) & Native.MSG_EOR) != 0;
    }

    int receivedStream() {
        return Short.toUnsignedInt(bytes.getShort(INFO));
    }

    boolean receivedUnordered() {
        return (bytes.getShort(INFO + 4) & Native.FLAG_UNORDERED) != 0;
    }

    int receivedPpid() {
        int value = bytes.getInt(INFO + 8);
        return bytes.order() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(value) : value;
    }

    private void networkShort(int at, int value) {
        bytes.put(at, (byte) (value >>> 8)).put(at + 1, (byte) value);
    }

    private void networkInt(int at, int value) {
        bytes.putInt(at, bytes.order() == ByteOrder.LITTLE_ENDIAN ? Integer.reverseBytes(value) : value);
    }
}
