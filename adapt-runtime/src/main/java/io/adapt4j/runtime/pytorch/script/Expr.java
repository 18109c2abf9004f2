package io.adapt4j.runtime.pytorch.script;

import java.util.List;
import java.util.Optional;

/** An expression of the source, with the span of text that it takes. */
sealed interface Expr {
    int start();

    int end();

    /** A name. */
    record Name(int start, int end, String id) implements Expr {}

    /** {@code base.name}. */
    record Attribute(int start, int end, Expr base, String name) implements Expr {}

    /**
     * {@code callee(arguments)}.
     *
     * @param open where the arguments begin, after the bracket
     */
    record Call(int start, int end, Expr callee, List<Argument> arguments, int open) implements Expr {}

    /** {@code base[items]}, with the parts of slices as items. */
    record Index(int start, int end, Expr base, List<Expr> items) implements Expr {}

    /** A list, tuple, or dictionary (keys and values in turn). */
    record Sequence(int start, int end, List<Expr> items) implements Expr {}

    /** A string. */
    record Text(int start, int end, String literal) implements Expr {}

    /** A number, or a word such as {@code None}. */
    record Constant(int start, int end) implements Expr {}

    /** Operators between operands. */
    record Operation(int start, int end, List<Expr> operands) implements Expr {}

    /** {@code (inner)}. */
    record Parens(int start, int end, Expr inner) implements Expr {}

    /** An argument of a call; the keyword is absent for a positional one. */
    record Argument(Optional<String> keyword, Expr value) {}

    /** The expression without brackets around it. */
    default Expr bare() {
        Expr expr = this;
        while (expr instanceof Parens parens) {
            expr = parens.inner();
        }
        return expr;
    }
}
