package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Splits TorchScript source into tokens, with Python's rules for lines: indentation makes blocks, brackets join lines,
 * comments end at the line's end.
 */
final class Tokenizer {
    private static final String[] SYMBOLS = {"**=", "//=", "->", "==", "!=", "<=", ">=", "**", "//", "<<", ">>", "..."};
    private static final String SINGLES = "()[]{},:.=+-*/%<>@&|^~;";
    private static final int MAX_NESTING = 300;

    private final SourceText source;
    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Integer> indents = new ArrayDeque<>();
    private int at;
    private int brackets;

    private Tokenizer(SourceText source) {
        this.source = source;
        this.text = source.text();
    }

    static List<Token> tokens(SourceText source) {
        return new Tokenizer(source).run();
    }

    private List<Token> run() {
        indents.push(0);
        boolean lineStart = true;
        while (at < text.length()) {
            if (lineStart) {
                lineStart = false;
                if (!indentation()) {
                    lineStart = true;
                    continue;
                }
            }
            char c = text.charAt(at);
            if (c == '\n') {
                newLine();
                at++;
                lineStart = brackets == 0;
            } else if (c == ' ' || c == '\r' || c == '\t') {
                at++;
            } else if (c == '#') {
                skipComment();
            } else if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == '\n') {
                at += 2;
            } else {
                token(c);
            }
        }
        if (brackets > 0) {
            throw source.error(at, "a bracket is not closed");
        }
        newLine();
        closeIndents(0);
        add(Kind.END, "", at, at);
        return tokens;
    }

    /** Reads the spaces at the start of a line; false when the line holds nothing and was skipped. */
    private boolean indentation() {
        int start = at;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '#') {
            skipComment();
        }
        if (at >= text.length()) {
            return false;
        }
        if (text.charAt(at) == '\n' || text.charAt(at) == '\r') {
            at++;
            return false;
        }
        if (text.charAt(at) == '\t') {
            throw source.error(at, "a line is indented with a tab");
        }
        int width = at - start;
        if (width > indents.element()) {
            indents.push(width);
            if (indents.size() > MAX_NESTING) {
                throw source.error(at, "blocks are nested deeper than " + MAX_NESTING);
            }
            add(Kind.INDENT, "", at, at);
        } else {
            closeIndents(width);
        }
        return true;
    }

    private void closeIndents(int width) {
        while (indents.element() > width) {
            indents.pop();
            add(Kind.DEDENT, "", at, at);
        }
        if (indents.element() != width) {
            throw source.error(at, "a line is indented by " + width + ", as none before it");
        }
    }

    private void newLine() {
        boolean afterToken = !tokens.isEmpty()
                && switch (tokens.get(tokens.size() - 1).kind()) {
                    case NEWLINE, INDENT, DEDENT -> false;
                    default -> true;
                };
        if (brackets == 0 && afterToken) {
            add(Kind.NEWLINE, "", at, at);
        }
    }

    private void skipComment() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void token(char c) {
        int start = at;
        if (Character.isJavaIdentifierStart(c) && c != '$') {
            while (at < text.length() && Character.isJavaIdentifierPart(text.charAt(at)) && text.charAt(at) != '$') {
                at++;
            }
            add(Kind.NAME, text.substring(start, at), start, at);
        } else if (isDigit(c) || (c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)))) {
            number();
            add(Kind.NUMBER, text.substring(start, at), start, at);
        } else if (c == '"' || c == '\'') {
            string(c);
            add(Kind.STRING, text.substring(start, at), start, at);
        } else {
            symbol(c);
        }
    }

    private void number() {
        while (at < text.length()) {
            char c = text.charAt(at);
            char before = text.charAt(Math.max(0, at - 1));
            boolean exponentSign = (c == '+' || c == '-') && (before == 'e' || before == 'E');
            if (!isDigit(c) && !Character.isLetter(c) && c != '.' && c != '_' && !exponentSign) {
                return;
            }
            at++;
        }
    }

    private void string(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        boolean isTriple = text.startsWith(triple, at);
        int start = at;
        at += isTriple ? 3 : 1;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (isTriple ? text.startsWith(triple, at) : c == quote) {
                at += isTriple ? 3 : 1;
                return;
            } else if (c == '\n' && !isTriple) {
                break;
            } else {
                at++;
            }
        }
        throw source.error(start, "a string is not closed");
    }

    private void symbol(char c) {
        int start = at;
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                add(Kind.SYMBOL, symbol, start, at);
                return;
            }
        }
        if (SINGLES.indexOf(c) < 0) {
            throw source.error(at, "'" + c + "' is no character of the language");
        }
        if ("([{".indexOf(c) >= 0) {
            brackets++;
        } else if (")]}".indexOf(c) >= 0 && --brackets < 0) {
            throw source.error(at, "'" + c + "' closes nothing");
        }
        at++;
        add(Kind.SYMBOL, String.valueOf(c), start, at);
    }

    private void add(Kind kind, String tokenText, int start, int end) {
        tokens.add(new Token(kind, tokenText, start, end));
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
