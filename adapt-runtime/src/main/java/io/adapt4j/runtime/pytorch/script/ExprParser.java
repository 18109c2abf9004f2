package io.adapt4j.runtime.pytorch.script;

import io.adapt4j.runtime.pytorch.script.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expressions. What the flow of modules and parameters does not depend on is read loosely: the operators between
 * operands have no precedence here.
 */
final class ExprParser {
    private static final int MAX_DEPTH = 400;
    private static final Set<String> WORD_OPERATORS = Set.of("and", "or", "is", "in", "if", "else", "not");
    private static final Set<String> OPERATORS = Set.of(
            "+", "-", "*", "/", "%", "<", ">", "==", "!=", "<=", ">=", "**", "//", "<<", ">>", "&", "|", "^", "@");
    private static final Set<String> CONSTANTS = Set.of("None", "True", "False");
    private static final Set<String> KEYWORDS =
            Set.of("and", "or", "is", "in", "if", "else", "not", "for", "while", "def", "class", "return");

    private final SourceText source;
    private final Tokens tokens;
    private int depth;

    ExprParser(SourceText source, Tokens tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    /** An expression, or several with commas between them as a tuple. */
    Expr tuple() {
        Expr first = expression();
        if (!tokens.peek().is(",")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (tokens.accept(",")) {
            if (tokens.isAt(Kind.NEWLINE) || tokens.peek().is("=")) {
                break;
            }
            items.add(expression());
        }
        return new Expr.Sequence(first.start(), tokens.previousEnd(), items);
    }

    /** What a for loop assigns: names with commas between them. */
    List<Expr> targets() {
        List<Expr> targets = new ArrayList<>();
        do {
            targets.add(postfix());
        } while (tokens.accept(",") && !tokens.peek().is("in"));
        return targets;
    }

    Expr expression() {
        if (++depth > MAX_DEPTH) {
            throw source.error(tokens.peek().start(), "expressions are nested deeper than " + MAX_DEPTH);
        }
        Expr first = operand();
        if (isOperator(tokens.peek())) {
            List<Expr> operands = new ArrayList<>(List.of(first));
            while (isOperator(tokens.peek())) {
                tokens.take();
                while (isOperator(tokens.peek())) {
                    tokens.take(); // "is not", "not in", or a sign
                }
                operands.add(operand());
            }
            first = new Expr.Operation(first.start(), tokens.previousEnd(), operands);
        }
        depth--;
        return first;
    }

    private static boolean isOperator(Token token) {
        return switch (token.kind()) {
            case SYMBOL -> OPERATORS.contains(token.text());
            case NAME -> WORD_OPERATORS.contains(token.text());
            default -> false;
        };
    }

    private Expr operand() {
        Token token = tokens.peek();
        if (token.is("-") || token.is("+") || token.is("~") || token.is("not")) {
            while (tokens.peek().is("-")
                    || tokens.peek().is("+")
                    || tokens.peek().is("~")
                    || tokens.peek().is("not")) {
                tokens.take();
            }
            Expr inner = postfix();
            return inner instanceof Expr.Constant
                    ? new Expr.Constant(token.start(), inner.end())
                    : new Expr.Operation(token.start(), inner.end(), List.of(inner));
        }
        return postfix();
    }

    private Expr postfix() {
        int start = tokens.peek().start();
        Expr expr = atom();
        while (true) {
            if (tokens.accept(".")) {
                expr = new Expr.Attribute(start, tokens.peek().end(), expr, tokens.name());
            } else if (tokens.accept("(")) {
                expr = call(start, expr);
            } else if (tokens.accept("[")) {
                List<Expr> items = subscripts();
                expr = new Expr.Index(start, tokens.previousEnd(), expr, items);
            } else {
                return expr;
            }
        }
    }

    private Expr call(int start, Expr callee) {
        int open = tokens.previousEnd();
        List<Expr.Argument> arguments = new ArrayList<>();
        while (!tokens.accept(")")) {
            Expr value = expression();
            if (value instanceof Expr.Name name && tokens.accept("=")) {
                arguments.add(new Expr.Argument(Optional.of(name.id()), expression()));
            } else {
                arguments.add(new Expr.Argument(Optional.empty(), value));
            }
            if (!tokens.peek().is(")")) {
                tokens.expect(",");
            }
        }
        return new Expr.Call(start, tokens.previousEnd(), callee, arguments, open);
    }

    private List<Expr> subscripts() {
        List<Expr> items = new ArrayList<>();
        while (!tokens.accept("]")) {
            if (!tokens.accept(":") && !tokens.accept(",")) {
                items.add(expression());
            }
        }
        if (items.isEmpty()) {
            throw source.error(tokens.peek().start(), "a subscript is empty");
        }
        return items;
    }

    private Expr atom() {
        Token token = tokens.take();
        int start = token.start();
        switch (token.kind()) {
            case NAME -> {
                if (CONSTANTS.contains(token.text())) {
                    return new Expr.Constant(start, token.end());
                }
                if (!KEYWORDS.contains(token.text())) {
                    return new Expr.Name(start, token.end(), token.text());
                }
            }
            case NUMBER -> {
                return new Expr.Constant(start, token.end());
            }
            case STRING -> {
                while (tokens.isAt(Kind.STRING)) {
                    tokens.take();
                }
                return new Expr.Text(start, tokens.previousEnd(), source.substring(start, tokens.previousEnd()));
            }
            case SYMBOL -> {
                switch (token.text()) {
                    case "(" -> {
                        return parenthesised(start);
                    }
                    case "[" -> {
                        return sequence(start, "]");
                    }
                    case "{" -> {
                        return sequence(start, "}");
                    }
                    case "..." -> {
                        return new Expr.Constant(start, token.end());
                    }
                    default -> {}
                }
            }
            default -> {}
        }
        throw source.error(start, "\"" + token.text() + "\" begins no expression");
    }

    private Expr sequence(int start, String close) {
        List<Expr> items = new ArrayList<>();
        while (!tokens.accept(close)) {
            items.add(expression());
            if (!tokens.accept(":") && !tokens.peek().is(close)) {
                tokens.expect(",");
            }
        }
        return new Expr.Sequence(start, tokens.previousEnd(), items);
    }

    private Expr parenthesised(int start) {
        List<Expr> items = new ArrayList<>();
        boolean comma = false;
        while (!tokens.accept(")")) {
            items.add(expression());
            comma |= tokens.peek().is(",");
            if (!tokens.peek().is(")")) {
                tokens.expect(",");
            }
        }
        return items.size() == 1 && !comma
                ? new Expr.Parens(start, tokens.previousEnd(), items.get(0))
                : new Expr.Sequence(start, tokens.previousEnd(), items);
    }
}
