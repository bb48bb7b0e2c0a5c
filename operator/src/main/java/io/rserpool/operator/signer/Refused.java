package io.rserpool.operator.signer;

import java.util.Locale;

/** A certificate is not signed. The message goes to who asked, and to the log. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    enum Reason {
        /** What was sent is no certification request. */
        REQUEST(400),
        /** The token is none of ours, has expired, or is for somebody else. */
        TOKEN(401),
        /** The pod is gone, over, or not the one that it was. */
        POD(403),
        /** The pod is nothing that asks for this role. */
        ROLE(403),
        /** The API server does not know the pod's address yet, or is not to be reached. */
        NOT_YET(503),
        /** Others are asked about already. */
        BUSY(503);

        private final int status;

        Reason(int status) {
            this.status = status;
        }

        /** {@return the label of the metric} */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Reason reason;

    Refused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** {@return the status of the HTTP answer} */
    int status() {
        return reason.status;
    }
}
