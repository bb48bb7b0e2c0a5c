package io.rserpool.protocol.parameter;

import java.util.HexFormat;

/**
 * One cause of an Operation Error (RFC 5354 section 3.12).
 *
 * @param code see the constants; RSPLIB's private ones occur as well
 * @param hexInformation cause-specific information, as hex digits
 */
public record ErrorCause(int code, String hexInformation) {
    public static final int UNSPECIFIED = 0x0;
    public static final int UNRECOGNIZED_PARAMETER = 0x1;
    public static final int UNRECOGNIZED_MESSAGE = 0x2;
    public static final int INVALID_VALUES = 0x3;
    public static final int NON_UNIQUE_PE_IDENTIFIER = 0x4;
    public static final int INCONSISTENT_POOLING_POLICY = 0x5;
    public static final int LACK_OF_RESOURCES = 0x6;
    public static final int INCONSISTENT_TRANSPORT_TYPE = 0x7;
    public static final int INCONSISTENT_DATA_CONTROL = 0x8;
    public static final int UNKNOWN_POOL_HANDLE = 0x9;
    public static final int REJECTED_FOR_SECURITY = 0xa;

    public static ErrorCause of(int code) {
        return new ErrorCause(code, "");
    }

    public static ErrorCause of(int code, byte[] information) {
        return new ErrorCause(code, HexFormat.of().formatHex(information));
    }

    public byte[] information() {
        return HexFormat.of().parseHex(hexInformation);
    }
}
