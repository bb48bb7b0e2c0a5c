package io.rserpool.protocol.codec;

/** Types of parameters (RFC 5354 section 3). */
public final class ParameterType {
    public static final int IPV4_ADDRESS = 0x0001;
    public static final int IPV6_ADDRESS = 0x0002;
    public static final int DCCP_TRANSPORT = 0x0003;
    public static final int SCTP_TRANSPORT = 0x0004;
    public static final int TCP_TRANSPORT = 0x0005;
    public static final int UDP_TRANSPORT = 0x0006;
    public static final int UDP_LITE_TRANSPORT = 0x0007;
    public static final int POLICY = 0x0008;
    public static final int POOL_HANDLE = 0x0009;
    public static final int POOL_ELEMENT = 0x000a;
    public static final int SERVER_INFORMATION = 0x000b;
    public static final int OPERATION_ERROR = 0x000c;
    public static final int COOKIE = 0x000d;
    public static final int PE_IDENTIFIER = 0x000e;
    public static final int PE_CHECKSUM = 0x000f;
    public static final int OPAQUE_TRANSPORT = 0x0010;

    /** How many elements a handle resolution asks for: RSPLIB's (draft-dreibholz-rserpool-asap-hropt). */
    public static final int HANDLE_RESOLUTION_OPTION = 0x803f;

    private ParameterType() {}

    static boolean isKnown(int type) {
        return type >= IPV4_ADDRESS && type <= OPAQUE_TRANSPORT || type == HANDLE_RESOLUTION_OPTION;
    }
}
