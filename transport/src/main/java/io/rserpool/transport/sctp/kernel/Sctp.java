package io.rserpool.transport.sctp.kernel;

/** Constants, sizes and field offsets of linux/sctp.h. */
final class Sctp {
    static final int SOCK_SEQPACKET = 5;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int IPPROTO_SCTP = 132;

    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int SO_SNDBUFFORCE = 32;
    static final int SO_RCVBUFFORCE = 33;

    static final int RTOINFO = 0;
    static final int ASSOCINFO = 1;
    static final int INITMSG = 2;
    static final int NODELAY = 3;
    static final int SET_PEER_PRIMARY_ADDR = 5;
    static final int PRIMARY_ADDR = 6;
    static final int ADAPTATION_LAYER = 7;
    static final int PEER_ADDR_PARAMS = 9;
    static final int I_WANT_MAPPED_V4_ADDR = 12;
    static final int STATUS = 14;
    static final int GET_PEER_ADDR_INFO = 15;
    static final int DELAYED_SACK = 16;
    static final int MAX_BURST = 20;
    static final int PEER_ADDR_THRESHOLDS = 31;
    static final int RECVRCVINFO = 32;
    static final int RECVNXTINFO = 33;
    static final int BINDX_ADD = 100;
    static final int BINDX_REMOVE = 101;
    static final int GET_PEER_ADDRS = 108;
    static final int CONNECTX3 = 111;
    static final int PEELOFF_FLAGS = 122;
    static final int EVENT = 127;
    static final int REMOTE_UDP_ENCAPS_PORT = 132;

    /** struct sctp_paddrparams, packed: address at 4, interval at 132, retransmissions at 136, MTU at 138, flags at 146. */
    static final int PADDRPARAMS_SIZE = 156;

    static final int SPP_HB_ENABLE = 0x01;
    static final int SPP_HB_DISABLE = 0x02;
    static final int SPP_PMTUD_DISABLE = 0x10;

    /** struct sctp_paddrthlds: address at 8, retransmissions at 136, potentially failed at 138. */
    static final int PADDRTHLDS_SIZE = 144;

    /** struct sctp_udpencaps: address at 8, port at 136. */
    static final int UDPENCAPS_SIZE = 144;

    /** struct sctp_prim and sctp_setpeerprim, packed: association, address at 4. */
    static final int PRIM_SIZE = 132;

    /** struct sctp_paddrinfo, packed: address at 4, state at 132, window, RTT at 140, RTO, MTU at 148. */
    static final int PADDRINFO_SIZE = 152;

    /** struct sctp_status: struct sctp_paddrinfo of the primary path at 24. */
    static final int STATUS_SIZE = 176;

    static final int STATUS_PRIMARY = 24;

    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_EOR = 0x80;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int MSG_MORE = 0x8000;
    static final int MSG_NOTIFICATION = 0x8000;

    static final int CMSG_SNDINFO = 2;
    static final int CMSG_RCVINFO = 3;
    static final int CMSG_NXTINFO = 4;

    static final int FLAG_UNORDERED = 0x0001;
    static final int FLAG_ABORT = 0x0004;
    static final int FLAG_EOF = 0x0200;

    /** struct sctp_assoc_change: state at 8 (16), error at 10, outbound streams at 12, association at 16; info at 20. */
    static final int ASSOC_CHANGE = 0x8001;

    static final int ASSOC_CHANGE_SIZE = 20;

    /** struct sctp_paddr_change: address at 8, state at 136, association at 144. */
    static final int PEER_ADDR_CHANGE = 0x8002;

    /** struct sctp_adaptation_event: the code point at 8, association at 12. */
    static final int ADAPTATION_INDICATION = 0x8007;

    static final int COMM_UP = 0;

    static final int ADDR_AVAILABLE = 0;
    static final int ADDR_UNREACHABLE = 1;
    static final int ADDR_REMOVED = 2;
    static final int ADDR_ADDED = 3;
    static final int ADDR_MADE_PRIM = 4;
    static final int ADDR_CONFIRMED = 5;

    private Sctp() {}
}
