package io.adapt4j.runtime.pytorch.script;

import java.util.List;
import java.util.Optional;

/**
 * A place in the source where a module's tensor is read.
 *
 * @param function where it stands
 * @param expr the expression, such as {@code self.weight}
 * @param path the module's path from self
 * @param name the attribute
 * @param kind what the attribute is declared as
 */
record Read(FunctionDef function, Expr expr, List<String> path, String name, Kind kind) {

    enum Kind {
        TENSOR,
        OPTIONAL,
        LIST;

        /** The kind that a declared type says; empty for what holds no tensor of its own. */
        static Optional<Kind> of(String type) {
            return switch (type) {
                case "Tensor" -> Optional.of(TENSOR);
                case "Optional[Tensor]" -> Optional.of(OPTIONAL);
                case "List[Tensor]" -> Optional.of(LIST);
                default -> Optional.empty();
            };
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Read that && expr == that.expr;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(expr);
    }
}
