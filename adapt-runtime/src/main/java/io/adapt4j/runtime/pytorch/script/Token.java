package io.adapt4j.runtime.pytorch.script;

/**
 * A token of the source.
 *
 * @param kind what it is
 * @param text its characters; empty for the structure of lines
 * @param start where it begins
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int start, int end) {

    enum Kind {
        NAME,
        NUMBER,
        STRING,
        SYMBOL,
        NEWLINE,
        INDENT,
        DEDENT,
        END
    }

    boolean is(String symbolOrName) {
        return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbolOrName);
    }
}
