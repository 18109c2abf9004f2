package io.adapt4j.train.migrate.strategy;

import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.compare.ModuleMatch;
import java.util.List;
import java.util.Optional;

/** Modules by the names that adapters have for them. */
final class Modules {
    private Modules() {}

    /**
     * The match of the module that an adapter calls so: by its path, or by the end of it where that is one module's alone, as adapters from elsewhere
     * name them.
     */
    static Optional<ModuleMatch> match(BaseDiff diff, String name) {
        Optional<ModuleMatch> exact = diff.match(name);
        if (exact.isPresent()) {
            return exact;
        }
        List<ModuleMatch> ending = diff.matches().stream()
                .filter(match -> match.from().path().endsWith("." + name))
                .toList();
        return ending.size() == 1 ? Optional.of(ending.get(0)) : Optional.empty();
    }
}
