package io.adapt4j.runtime.pytorch.script;

import java.util.List;
import java.util.Optional;

/** A statement of the source. */
sealed interface Stmt {

    /** {@code targets : annotation = value}; several targets unpack the value. */
    record Assign(List<Expr> targets, Optional<Expr> annotation, Optional<Expr> value) implements Stmt {}

    /** An expression for its effect. */
    record Evaluate(Expr expr) implements Stmt {}

    record Return(Optional<Expr> value) implements Stmt {}

    /** {@code if}, with its branches. */
    record If(Expr condition, List<Stmt> then, List<Stmt> otherwise) implements Stmt {}

    /** {@code while} and {@code for}: the head's expression, what it assigns, and the body. */
    record Loop(Expr head, List<Expr> targets, List<Stmt> body) implements Stmt {}

    /** {@code with}. */
    record With(List<Expr> items, List<Stmt> body) implements Stmt {}

    /** A function inside a function, which {@code fork} runs. */
    record Nested(FunctionDef function) implements Stmt {}

    /** {@code pass}, {@code break} and {@code continue}. */
    record Nothing() implements Stmt {}
}
