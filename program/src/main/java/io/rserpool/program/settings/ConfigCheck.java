package io.rserpool.program.settings;

import java.io.PrintStream;

/**
 * Reads a program's configuration before anything else, so that what is wrong with it comes out as one line per
 * problem instead of a stack trace. In the {@code main} of the {@code @QuarkusMain} class:
 *
 * <pre>{@code
 * if (ConfigCheck.report(MyKeys.TABLE, System.err)) {
 *     System.exit(ConfigCheck.EXIT_CODE);
 * }
 * Quarkus.run(MyApplication.class, args);
 * }</pre>
 */
public final class ConfigCheck {
    /** Exit code of a program whose configuration is wrong. */
    public static final int EXIT_CODE = 2;

    private ConfigCheck() {}

    /**
     * Prints what is wrong with the configuration of this process.
     *
     * @return whether anything is
     */
    public static boolean report(KeyTable table, PrintStream out) {
        var reading = ConfigReader.ofProcess().read(table);
        reading.problems().forEach(problem -> out.println("configuration: " + problem.line()));
        return !reading.isGood();
    }
}
