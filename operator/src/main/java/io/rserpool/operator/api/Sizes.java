package io.rserpool.operator.api;

/** Numbers of bytes, such as 64Ki or 1Mi. */
public final class Sizes {
    /** 1Ki to 1Mi. */
    static final String TO_1_MI = "^([1-9][0-9]{0,2}Ki|10[01][0-9]Ki|102[0-4]Ki|1Mi)$";

    /** 0 to 1Mi. */
    static final String FROM_0_TO_1_MI = "^(0|[1-9][0-9]{0,2}Ki|10[01][0-9]Ki|102[0-4]Ki|1Mi)$";

    /** 1Ki to 16Mi. */
    static final String TO_16_MI = "^([1-9][0-9]{0,3}Ki|[1-9]Mi|1[0-6]Mi)$";

    private Sizes() {}

    /** {@return the number of bytes} of digits with or without Ki or Mi */
    public static long bytes(String text) {
        return Long.parseLong(text.replaceAll("[^0-9]", ""))
                << (text.endsWith("Ki") ? 10 : text.endsWith("Mi") ? 20 : 0);
    }
}
