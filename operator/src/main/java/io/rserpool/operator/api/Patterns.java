package io.rserpool.operator.api;

/** Regular expressions in resources. */
public final class Patterns {
    /** A line that neither begins nor ends with white space, which a configuration file would lose. */
    public static final String ENTRY = "^\\S(.*\\S)?$";

    /** Such a line, or a JSON pointer, which begins with /. */
    public static final String IGNORED = "^((/([^~/,\\s]|~[01])*)+|[^/\\s](.*\\S)?)$";

    /** Characters of one. */
    public static final int LONGEST = 1000;

    private Patterns() {}
}
