package io.rserpool.transport.sctp.usrsctp;

/** Constants, sizes and field offsets of usrsctp.h (0.9.4 and newer, Linux). */
final class Native {
    static final int AF_CONN = 123;
    static final int SOCK_STREAM = 1;
    static final int IPPROTO_SCTP = 132;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_LINGER = 13;
    static final int SHUT_WR = 1;
    static final int ENOBUFS = 105;

    static final int EVENT_READ = 1;
    static final int EVENT_WRITE = 2;
    static final int EVENT_ERROR = 4;

    /** struct sockaddr_conn: family (16 bits), port (16, network order), pointer at 8. */
    static final int SOCKADDR_SIZE = 16;

    /** struct sctp_sndinfo: stream (16), flags (16), ppid (32, network order), context, association. */
    static final int SENDINFO_SIZE = 16;

    static final int SENDV_SNDINFO = 1;
    static final int FLAG_ABORT = 0x0200;
    static final int FLAG_UNORDERED = 0x0400;

    /** struct sctp_rcvinfo: stream at 0 (16), flags at 4 (16), ppid at 8 (32, network order). */
    static final int RECEIVEINFO_SIZE = 28;

    static final int MSG_PEEK = 0x02;
    static final int MSG_EOR = 0x80;
    static final int MSG_NOTIFICATION = 0x2000;

    static final int RTOINFO = 0x01;
    static final int ASSOCINFO = 0x02;
    static final int INITMSG = 0x03;
    static final int NODELAY = 0x04;
    static final int ADAPTATION_LAYER = 0x08;
    static final int PEER_ADDR_PARAMS = 0x0a;
    static final int DELAYED_SACK = 0x0f;
    static final int FRAGMENT_INTERLEAVE = 0x10;
    static final int MAX_BURST = 0x19;
    static final int EVENT = 0x1e;
    static final int RECVRCVINFO = 0x1f;
    static final int PEER_ADDR_THRESHOLDS = 0x23;
    static final int MAX_CWND = 0x32;
    static final int SNDBUF_USE = 0x1101;

    static final int SPP_HB_ENABLE = 0x01;
    static final int SPP_HB_DISABLE = 0x02;
    static final int SPP_PMTUD_DISABLE = 0x10;
    static final int SPP_SIZE = 152;

    /** struct sctp_assoc_change: state at 8 (16), error at 10, outbound streams at 12, inbound at 14; info at 20. */
    static final int ASSOC_CHANGE = 0x0001;

    static final int ASSOC_CHANGE_SIZE = 20;

    /** struct sctp_paddr_change: address at 8 (128 bytes), state at 136 (32). */
    static final int PEER_ADDR_CHANGE = 0x0002;

    /** struct sctp_adaptation_event: the code point at 8 (32). */
    static final int ADAPTATION_INDICATION = 0x0006;

    static final int COMM_UP = 1;

    static final int ADDR_AVAILABLE = 1;
    static final int ADDR_UNREACHABLE = 2;
    static final int ADDR_CONFIRMED = 6;

    private Native() {}
}
