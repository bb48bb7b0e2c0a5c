package io.rserpool.endpoint.asap;

import io.rserpool.protocol.parameter.ErrorCause;
import java.util.List;
import java.util.stream.Collectors;

/** Error causes in words (RFC 5354 section 3.12; above 0xf those of RSPLIB). */
final class Causes {
    private Causes() {}

    static String describe(List<ErrorCause> causes) {
        return causes.isEmpty()
                ? "no cause"
                : causes.stream().map(Causes::describe).collect(Collectors.joining(", "));
    }

    /**
     * Whether the request itself is wrong, so that the same one would be refused again (RFC 5352 section 3.1). Other
     * causes lie in the pool or the registrar, and may pass.
     */
    static boolean areLasting(List<ErrorCause> causes) {
        return causes.stream().anyMatch(cause -> switch (cause.code()) {
            case ErrorCause.UNRECOGNIZED_PARAMETER,
                    ErrorCause.UNRECOGNIZED_MESSAGE,
                    ErrorCause.INVALID_VALUES,
                    ErrorCause.REJECTED_FOR_SECURITY,
                    0x10,
                    0x11,
                    0x100b,
                    0xf000,
                    0xf003,
                    0xf004,
                    0xf006 -> true;
            default -> false;
        });
    }

    private static String describe(ErrorCause cause) {
        return switch (cause.code()) {
            case 0 -> "an unspecified error";
            case ErrorCause.UNRECOGNIZED_PARAMETER -> "an unrecognized parameter";
            case ErrorCause.UNRECOGNIZED_MESSAGE -> "an unrecognized message";
            case ErrorCause.INVALID_VALUES -> "invalid values";
            case ErrorCause.NON_UNIQUE_PE_IDENTIFIER -> "another element of the pool has this identifier";
            case ErrorCause.INCONSISTENT_POOLING_POLICY -> "the pool has another policy";
            case ErrorCause.LACK_OF_RESOURCES -> "lack of resources at the registrar";
            case ErrorCause.INCONSISTENT_TRANSPORT_TYPE, 0x100a -> "the pool has another transport type";
            case ErrorCause.INCONSISTENT_DATA_CONTROL -> "the pool's transport use (data or data plus control) differs";
            case ErrorCause.UNKNOWN_POOL_HANDLE -> "unknown pool handle";
            case ErrorCause.REJECTED_FOR_SECURITY -> "rejected for security reasons";
            case 0x10 -> "an invalid message";
            case 0x11 -> "an invalid value";
            case 0x100b -> "an unsupported policy";
            case 0xf000 -> "an invalid identifier";
            case 0xf005 -> "invalid addresses";
            case 0xf007, 0xf008 -> "no usable address";
            default -> "cause 0x%x".formatted(cause.code());
        };
    }
}
