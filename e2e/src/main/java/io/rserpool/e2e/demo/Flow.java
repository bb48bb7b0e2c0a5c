package io.rserpool.e2e.demo;

/** A text that grows, word by word, within a column; what happens meanwhile is marked in it. */
final class Flow {
    private static final int WIDTH = 100;
    private static final String MARGIN = "    ";

    private final Screen screen;
    private int column;

    Flow(Screen screen) {
        this.screen = screen;
    }

    /** The next piece of the text, with the space before it. */
    void add(String text) {
        put(text.strip(), text.strip());
    }

    /** Something that is not of the text. */
    void mark(String text) {
        put(screen.bold("[" + text + "]"), "[" + text + "]");
    }

    private void put(String shown, String plain) {
        if (column == 0 || column + 1 + plain.length() > WIDTH) {
            screen.print((column == 0 ? "" : "\n") + MARGIN);
            column = 0;
        } else {
            screen.print(" ");
            column++;
        }
        screen.print(shown);
        column += plain.length();
    }

    void end() {
        screen.print("\n");
    }
}
