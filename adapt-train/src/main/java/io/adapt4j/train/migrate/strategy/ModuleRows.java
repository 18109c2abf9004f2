package io.adapt4j.train.migrate.strategy;

import io.adapt4j.BaseModel;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.compare.ModuleMatch;
import io.adapt4j.train.migrate.compare.ModuleProbe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.ejml.data.DMatrixRMaj;

/**
 * What goes into modules of both bases and comes out of them at the same characters of the same texts; a row for each pair of tokens.
 *
 * @param inputs {@code [rows, in]} by module
 * @param outputs {@code [rows, out]} by module
 */
record ModuleRows(Map<String, DMatrixRMaj> inputs, Map<String, DMatrixRMaj> outputs) {
    /** Rows beyond these cost more than they tell. */
    private static final int ROWS = 768;

    private static final int TEXTS = 128;

    private static final Map<String, String> READERS = Map.of(
            "attention.value", "attention.output",
            "mlp.up", "mlp.down",
            "mlp.gate", "mlp.down");

    /** The rows of both bases. */
    record Both(ModuleRows old, ModuleRows now) {}

    /**
     * Runs texts through both bases.
     *
     * @return empty where an engine does not show what happens at modules, or there are too few tokens
     */
    static Optional<Both> of(MigrationTask task, List<ModuleMatch> matches) {
        List<String> texts =
                task.texts().subList(0, Math.min(TEXTS, task.texts().size()));
        List<TokenizedText> old = task.old().base().encode(texts, task.spec().maxLength());
        List<TokenizedText> now = task.newBase().encode(texts, task.spec().maxLength());
        List<List<TokenPairs.Pair>> pairs = new ArrayList<>();
        int rows = 0;
        for (int i = 0; i < texts.size() && rows < ROWS; i++) {
            pairs.add(TokenPairs.of(old.get(i), now.get(i)));
            rows += pairs.get(i).size();
        }
        if (rows < 3) {
            return Optional.empty();
        }
        Optional<ModuleRows> first =
                of(task.old().base().model(), old, pairs, matches, ModuleMatch::from, TokenPairs.Pair::old);
        Optional<ModuleRows> second =
                of(task.newBase().model(), now, pairs, matches, ModuleMatch::to, TokenPairs.Pair::now);
        return first.flatMap(a -> second.map(b -> new Both(a, b)));
    }

    private static Optional<ModuleRows> of(
            BaseModel base,
            List<TokenizedText> texts,
            List<List<TokenPairs.Pair>> pairs,
            List<ModuleMatch> matches,
            Function<ModuleMatch, TargetModule> side,
            ToIntFunction<TokenPairs.Pair> token) {
        Set<TargetModule> modules = new LinkedHashSet<>();
        for (ModuleMatch match : matches) {
            modules.add(side.apply(match));
            reader(base, side.apply(match)).ifPresent(modules::add);
        }
        Map<String, List<float[]>> in = new HashMap<>();
        Map<String, List<float[]>> out = new HashMap<>();
        try (ModuleProbe probe = ModuleProbe.open(base, modules).orElse(null)) {
            if (probe == null) {
                return Optional.empty();
            }
            probe.run(texts.subList(0, pairs.size()), (module, index, input, output) -> {
                for (TokenPairs.Pair pair : pairs.get(index)) {
                    in.computeIfAbsent(module, any -> new ArrayList<>()).add(input.token(token.applyAsInt(pair)));
                    out.computeIfAbsent(module, any -> new ArrayList<>()).add(output.token(token.applyAsInt(pair)));
                }
            });
        } catch (UnsupportedFeatureException e) {
            return Optional.empty(); // the values there are not one vector for each token
        }
        return Optional.of(new ModuleRows(matrices(in), matrices(out)));
    }

    private static Map<String, DMatrixRMaj> matrices(Map<String, List<float[]>> rows) {
        Map<String, DMatrixRMaj> matrices = new HashMap<>();
        rows.forEach((module, values) -> matrices.put(
                module,
                Dense.of(values.subList(0, Math.min(ROWS, values.size())).toArray(float[][]::new))));
        return matrices;
    }

    /**
     * The module that reads what a module gave, after what lies between both: attention after values, the activation after an inner layer. What it
     * reads has all the directions that the module's results can have, which the results of a wide layer for narrow inputs have not.
     */
    static Optional<TargetModule> reader(BaseModel base, TargetModule module) {
        List<TargetModule> all = base.targetModules();
        List<TargetModule> later = all.subList(all.indexOf(module) + 1, all.size());
        return module.role()
                .flatMap(role -> Optional.ofNullable(READERS.get(role)))
                .flatMap(reader -> later.stream()
                        .filter(other -> other.role().equals(Optional.of(reader)))
                        .findFirst())
                .filter(other -> other.inFeatures() == module.outFeatures());
    }

    DMatrixRMaj input(TargetModule module) {
        return java.util.Objects.requireNonNull(inputs.get(module.path()));
    }

    DMatrixRMaj output(TargetModule module) {
        return java.util.Objects.requireNonNull(outputs.get(module.path()));
    }
}
