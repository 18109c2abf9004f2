package io.adapt4j.runtime.pytorch.script;

import java.util.List;
import java.util.Optional;

/**
 * A function or method.
 *
 * @param name its name
 * @param source the file that it lies in
 * @param parameters its parameters, a method's self among them
 * @param returnType the type it declares
 * @param body its statements
 * @param start where {@code def} begins
 * @param end where the last statement ends
 * @param nameStart where its name begins
 * @param open where the parameters begin, after the bracket
 */
record FunctionDef(
        String name,
        SourceText source,
        List<Parameter> parameters,
        Optional<Expr> returnType,
        List<Stmt> body,
        int start,
        int end,
        int nameStart,
        int open) {

    /** A parameter with the span of its whole text. */
    record Parameter(String name, Optional<Expr> type, Optional<Expr> defaultValue, int start, int end) {}

    /** A function is what it is by its place in the source. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
