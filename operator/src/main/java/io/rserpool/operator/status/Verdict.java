package io.rserpool.operator.status;

/**
 * What a {@link Rule} finds.
 *
 * @param type condition type
 * @param status "True", "False" or "Unknown"
 * @param reason reason code
 * @param message what happened, to whom, and what to do
 */
public record Verdict(String type, String status, String reason, String message) {
    /** {@return the condition is true} */
    public static Verdict yes(String type, String reason, String message) {
        return new Verdict(type, "True", reason, message);
    }

    /** {@return the condition is false} */
    public static Verdict no(String type, String reason, String message) {
        return new Verdict(type, "False", reason, message);
    }

    /** {@return it cannot be said} */
    public static Verdict unknown(String type, String reason, String message) {
        return new Verdict(type, "Unknown", reason, message);
    }

    /** {@return whether the condition is true} */
    public boolean isTrue() {
        return status.equals("True");
    }
}
