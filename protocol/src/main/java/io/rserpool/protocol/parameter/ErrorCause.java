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

    /** Cause-specific information: mostly the parameter or message complained of. */
    public byte[] information() {
        return HexFormat.of().parseHex(hexInformation);
    }

    /** For logs: what the RFC calls it, or its code where the RFC knows none. */
    @Override
    public String toString() {
        var name =
                switch (code) {
                    case UNSPECIFIED -> "unspecified error";
                    case UNRECOGNIZED_PARAMETER -> "unrecognized parameter";
                    case UNRECOGNIZED_MESSAGE -> "unrecognized message";
                    case INVALID_VALUES -> "invalid values";
                    case NON_UNIQUE_PE_IDENTIFIER -> "non-unique PE identifier";
                    case INCONSISTENT_POOLING_POLICY -> "inconsistent pooling policy";
                    case LACK_OF_RESOURCES -> "lack of resources";
                    case INCONSISTENT_TRANSPORT_TYPE -> "inconsistent transport type";
                    case INCONSISTENT_DATA_CONTROL -> "inconsistent data/control configuration";
                    case UNKNOWN_POOL_HANDLE -> "unknown pool handle";
                    case REJECTED_FOR_SECURITY -> "rejected due to security considerations";
                    default -> "cause 0x%04x".formatted(code);
                };
        return hexInformation.isEmpty() ? name : name + " [" + hexInformation + "]";
    }
}
