package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Token.Kind;
import java.util.List;

/** A place in a list of tokens. */
final class Tokens {
    private final SourceText source;
    private final List<Token> tokens;
    private int next;
    private int previousEnd;

    Tokens(SourceText source, List<Token> tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(next);
    }

    Token take() {
        Token token = tokens.get(next);
        if (token.kind() != Kind.END) {
            next++;
        }
        boolean visible = token.end() > token.start();
        previousEnd = visible ? token.end() : previousEnd;
        return token;
    }

    /** Where the last visible token ended. */
    int previousEnd() {
        return previousEnd;
    }

    boolean isAt(Kind kind) {
        return peek().kind() == kind;
    }

    boolean accept(String symbolOrName) {
        boolean matches = peek().is(symbolOrName);
        if (matches) {
            take();
        }
        return matches;
    }

    boolean accept(Kind kind) {
        boolean matches = isAt(kind);
        if (matches) {
            take();
        }
        return matches;
    }

    void expect(String symbolOrName) {
        if (!accept(symbolOrName)) {
            throw source.error(peek().start(), "expected \"" + symbolOrName + "\", found " + found());
        }
    }

    void expect(Kind kind) {
        if (!accept(kind)) {
            throw source.error(peek().start(), "expected " + kind + ", found " + found());
        }
    }

    String name() {
        if (!isAt(Kind.NAME)) {
            throw source.error(peek().start(), "expected a name, found " + found());
        }
        return take().text();
    }

    String found() {
        return peek().text().isEmpty() ? peek().kind().toString() : "\"" + peek().text() + "\"";
    }
}
