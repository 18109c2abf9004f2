package io.adapt4j.train.migrate.compare;

import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.TargetModule;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.text.TextFeatures;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.algebra.LinearCka;
import io.adapt4j.train.migrate.algebra.TruncatedSvd;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/** Makes a {@link BaseDiff}. */
final class Comparing {
    /** Singular vectors whose space is compared. */
    private static final int SUBSPACE = 16;

    private static final int MAX_LENGTH = 128;
    /** Modules probed in one run, to bound memory. */
    private static final int AT_ONCE = 48;

    private static final Set<String> OUTPUT_ROLES = Set.of("pooler", "classifier", "lm_head");

    private final TextBase oldBase;
    private final TextBase newBase;
    private final List<TokenizedText> oldTexts;
    private final List<TokenizedText> newTexts;

    Comparing(TextBase oldBase, TextBase newBase, List<String> texts) {
        this.oldBase = oldBase;
        this.newBase = newBase;
        this.oldTexts = oldBase.encode(texts, MAX_LENGTH);
        this.newTexts = newBase.encode(texts, MAX_LENGTH);
    }

    BaseDiff compare() {
        List<TargetModule> old = oldBase.model().targetModules();
        List<TargetModule> now = newBase.model().targetModules();
        List<ModuleMatch> matches =
                ModuleAlignment.of(old, now).stream().map(this::withWeights).toList();
        if (oldTexts.size() >= LinearCka.LEAST_ROWS) {
            matches = withCka(matches);
        }
        Set<String> matched = new HashSet<>();
        matches.forEach(match -> matched.add(match.from().path()));
        DMatrixRMaj oldPooled = pooled(oldBase.model(), oldTexts);
        DMatrixRMaj newPooled = pooled(newBase.model(), newTexts);
        BaseDiff facts = new BaseDiff(
                oldBase.model().hash(),
                newBase.model().hash(),
                change(matches, old, now),
                sameVocabulary(),
                layers(old),
                layers(now),
                oldPooled.numCols,
                newPooled.numCols,
                matches,
                old.stream()
                        .map(TargetModule::path)
                        .filter(path -> !matched.contains(path))
                        .toList(),
                oldTexts.size() < LinearCka.LEAST_ROWS
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(LinearCka.debiased(oldPooled, newPooled)),
                oldTexts.size(),
                List.of());
        return Forecasts.addTo(facts);
    }

    private boolean sameVocabulary() {
        if (oldBase.tokenizer().equals(newBase.tokenizer())) {
            return true;
        }
        for (int i = 0; i < oldTexts.size(); i++) {
            if (!Arrays.equals(oldTexts.get(i).ids(), newTexts.get(i).ids())) {
                return false;
            }
        }
        return !oldTexts.isEmpty();
    }

    private Change change(List<ModuleMatch> matches, List<TargetModule> old, List<TargetModule> now) {
        Optional<ContentHash> form = GraphForm.of(oldBase.model());
        Optional<ContentHash> newForm = GraphForm.of(newBase.model());
        boolean otherForm = form.isPresent() && newForm.isPresent() && !form.equals(newForm);
        boolean sameWeights =
                oldBase.model().fingerprint().equals(newBase.model().fingerprint());
        if (oldBase.model().hash().equals(newBase.model().hash()) || (sameWeights && !otherForm)) {
            return Change.NONE;
        }
        if (!kinds(old).equals(kinds(now))) {
            return Change.FAMILY;
        }
        boolean sameShapes = old.size() == now.size()
                && matches.size() == old.size()
                && distinct(matches) == now.size()
                && matches.stream().allMatch(ModuleMatch::sameShape);
        if (!sameShapes || otherForm) {
            return Change.SHAPE;
        }
        boolean sameNames = matches.stream()
                .allMatch(match -> match.from().path().equals(match.to().path()));
        return sameNames ? Change.WEIGHTS : Change.NAMES;
    }

    private static long distinct(List<ModuleMatch> matches) {
        return matches.stream().map(ModuleMatch::to).distinct().count();
    }

    /** The kinds of modules inside of a model; whether it was exported with an output layer does not make it another one. */
    private static Set<String> kinds(List<TargetModule> modules) {
        Set<String> kinds = new HashSet<>();
        modules.forEach(module -> kinds.add(module.role().orElse("")));
        kinds.removeAll(OUTPUT_ROLES);
        return kinds;
    }

    private static int layers(List<TargetModule> modules) {
        Map<String, Integer> counts = new TreeMap<>();
        modules.forEach(module -> module.role().ifPresent(role -> counts.merge(role, 1, Integer::sum)));
        return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    }

    private ModuleMatch withWeights(ModuleMatch match) {
        DMatrixRMaj old = weight(oldBase.model(), match.from());
        DMatrixRMaj now = weight(newBase.model(), match.to());
        if (old == null || now == null || old.numRows != now.numRows) {
            return match;
        }
        double[] cosines = TruncatedSvd.principalCosines(
                TruncatedSvd.of(old, subspace(old)).u(),
                TruncatedSvd.of(now, subspace(now)).u());
        OptionalDouble subspace = Arrays.stream(cosines).average();
        boolean same = match.sameShape();
        double norm = Dense.norm(old);
        return new ModuleMatch(
                match.from(),
                match.to(),
                same ? OptionalDouble.of(Dense.cosine(old, now)) : OptionalDouble.empty(),
                same && norm > 0 ? OptionalDouble.of(Dense.norm(Dense.minus(now, old)) / norm) : OptionalDouble.empty(),
                subspace,
                OptionalDouble.empty());
    }

    /** Of a small weight half the directions: all of them would always be the same space. */
    private static int subspace(DMatrixRMaj weight) {
        return Math.max(1, Math.min(SUBSPACE, Math.min(weight.numRows, weight.numCols) / 2));
    }

    /** The weight {@code [out, in]}; null where it is not stored as 32-bit floats. */
    private static @Nullable DMatrixRMaj weight(BaseModel base, TargetModule module) {
        try {
            return Dense.of(base.weight(module.path()));
        } catch (UnsupportedFeatureException e) {
            return null;
        }
    }

    private List<ModuleMatch> withCka(List<ModuleMatch> matches) {
        List<ModuleMatch> all = new ArrayList<>();
        for (int start = 0; start < matches.size(); start += AT_ONCE) {
            List<ModuleMatch> some = matches.subList(start, Math.min(matches.size(), start + AT_ONCE));
            Map<String, DMatrixRMaj> old = outputs(oldBase.model(), oldTexts, some, ModuleMatch::from);
            Map<String, DMatrixRMaj> now = outputs(newBase.model(), newTexts, some, ModuleMatch::to);
            for (ModuleMatch match : some) {
                DMatrixRMaj first = old.get(match.from().path());
                DMatrixRMaj second = now.get(match.to().path());
                all.add(
                        first == null || second == null
                                ? match
                                : match.withCka(OptionalDouble.of(LinearCka.debiased(first, second))));
            }
        }
        return all;
    }

    /** The mean over its tokens of what a module gives for each text; nothing where the engine does not show it. */
    private static Map<String, DMatrixRMaj> outputs(
            BaseModel base,
            List<TokenizedText> texts,
            List<ModuleMatch> matches,
            Function<ModuleMatch, TargetModule> side) {
        Map<String, float[][]> rows = new HashMap<>();
        Set<TargetModule> modules = new HashSet<>();
        matches.forEach(match -> modules.add(side.apply(match)));
        modules.forEach(module -> rows.put(module.path(), new float[texts.size()][]));
        try (ModuleProbe probe = ModuleProbe.open(base, modules).orElse(null)) {
            if (probe == null) {
                return Map.of();
            }
            probe.run(
                    texts,
                    (module, index, input, output) ->
                            Objects.requireNonNull(rows.get(module))[index] = output.pooled(Pooling.MEAN));
        } catch (UnsupportedFeatureException e) {
            return Map.of(); // the values there are not one vector for each token
        }
        Map<String, DMatrixRMaj> matrices = new HashMap<>();
        rows.forEach((module, values) -> matrices.put(module, Dense.of(values)));
        return matrices;
    }

    private static DMatrixRMaj pooled(BaseModel base, List<TokenizedText> texts) {
        if (texts.isEmpty()) {
            return new DMatrixRMaj(0, 0);
        }
        try {
            return Dense.of(TextFeatures.compute(base.adapted(), null, texts, Pooling.MEAN));
        } catch (InvalidInputException e) {
            throw new InvalidDataException(
                    "The tokenizer does not fit " + base + "; give the tokenizer.json that came with it: "
                            + e.getMessage(),
                    e);
        }
    }
}
