package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.Head;
import io.adapt4j.TargetModule;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.Factors;
import io.adapt4j.runtime.engine.AdapterFactors;
import io.adapt4j.task.TaskSpec;
import io.adapt4j.train.migrate.algebra.Dense;
import io.adapt4j.train.migrate.compare.BaseDiff;
import io.adapt4j.train.migrate.compare.ModuleMatch;
import io.adapt4j.train.migrate.compare.Outlook;
import io.adapt4j.train.migrate.strategy.LowRankDeltas.Delta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * The deltas carried into the directions of the new base, and the head fitted to its vectors; see {@link Alignment} for how directions are found and
 * {@link HeadTransfer} for the head. The result is LoRA of the same ranks. Where the head fits the untouched base better than the base with the
 * carried deltas, the deltas are left out: they begin at zero then, to be trained. No training, and no labels needed; those that there are help.
 *
 * @param alignment how directions are found; where texts or what an engine shows do not suffice, {@link Alignment#SUBSPACES} takes its place. Empty for
 *     {@link Alignment#IDENTITY} where the comparison of the bases calls direct migration likely to work, and {@link Alignment#PROCRUSTES}
 *     elsewhere
 */
public record Projected(Optional<Alignment> alignment) implements MigrationStrategy {
    private static final String NAME = "projected";
    /** Modules whose rows are held at once. */
    private static final int AT_ONCE = 12;
    /** Texts on which it is chosen whether deltas are carried. */
    private static final int CHOICE = 256;
    /** Passes of each of them where nothing of the choice is kept for the fit, as for tokens. */
    private static final int TOKEN_CHOICE = 4;

    /** With the alignment that fits the bases. */
    public Projected() {
        this(Optional.empty());
    }

    public Projected(Alignment alignment) {
        this(Optional.of(alignment));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        boolean fits = task.adapter()
                .head()
                .map(head -> head.hidden() == task.diff().newWidth())
                .orElse(true);
        if (task.texts().size() < 3 && task.adapter().head().isPresent() && !fits) {
            return Optional.of(
                    "There are no texts to fit the head to the new base with; give at least 3, and better some hundreds.");
        }
        return Optional.empty();
    }

    @Override
    public Cost estimate(MigrationTask task) {
        int texts = task.texts().size();
        int runs = (task.adapter().deltas().size() + AT_ONCE - 1) / AT_ONCE;
        int probed = wanted(task.diff()) == Alignment.IDENTITY ? 0 : Math.min(128, texts);
        int labels = task.hasTruth() ? task.labelled().size() : 0;
        int choice = Math.min(CHOICE, texts) * (task.form().link() == TaskForm.Link.TOKENS ? TOKEN_CHOICE : 1);
        return new Cost(2.0 * runs * probed + 2.0 * texts + choice + labels, labels);
    }

    private Alignment wanted(BaseDiff diff) {
        return alignment.orElseGet(() -> fitting(diff));
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        LowRankDeltas carried = carried(task, details);
        LowRankDeltas zero = zero(task, carried);
        boolean fits = task.texts().size() >= 3 && task.adapter().head().isPresent();
        if (!fits) {
            return new Candidate(
                    NAME,
                    adapter(
                            task,
                            carried.isEmpty() ? zero : carried,
                            task.adapter().head(),
                            task.spec()),
                    details);
        }
        boolean normalize = task.form().normalize();
        HeadTransfer onZero = new HeadTransfer(task, without(task, zero), normalize);
        HeadTransfer onCarried = carried.isEmpty() ? onZero : new HeadTransfer(task, without(task, carried), normalize);
        boolean without = carried.isEmpty() || isBetter(onZero, onCarried, details);
        LowRankDeltas chosen = without ? zero : carried;
        HeadTransfer.Fitted head = (without ? onZero : onCarried).fit();
        details.addProperty("error", head.error());
        details.addProperty("deltas", without ? "zero" : "carried");
        details.addProperty("pooling", head.pooling().name());
        details.addProperty("lambda", head.lambda());
        details.addProperty("labelShare", head.labelShare());
        return new Candidate(
                NAME,
                adapter(task, chosen, Optional.of(head.head()), TaskForm.with(task.spec(), head.pooling(), normalize)),
                details);
    }

    /** Whether a head on the untouched base predicts left-out texts better, of as many as it takes to say so. */
    private static boolean isBetter(HeadTransfer onZero, HeadTransfer onCarried, JsonObject details) {
        double alone = onZero.error(CHOICE);
        double together = onCarried.error(CHOICE);
        details.addProperty("errorWithoutDeltas", alone);
        details.addProperty("errorWithDeltas", together);
        return alone < together;
    }

    /** The deltas without a head. */
    private static Adapter without(MigrationTask task, LowRankDeltas deltas) {
        return adapter(task, deltas, Optional.empty(), task.spec());
    }

    private static Adapter adapter(MigrationTask task, LowRankDeltas deltas, Optional<Head> head, TaskSpec spec) {
        return MigrationRecord.adapter(task, NAME, deltas.method(), deltas.deltas(), head, spec);
    }

    /** Deltas to be trained, at the partners of the old ones or, where there are none, at all linear layers. */
    private static LowRankDeltas zero(MigrationTask task, LowRankDeltas carried) {
        List<TargetModule> all = task.newBase().model().targetModules();
        List<TargetModule> partners =
                carried.isEmpty() ? List.of() : carried.method().select(all);
        List<TargetModule> modules = partners.isEmpty()
                ? all.stream()
                        .filter(module -> !module.role().orElse("").equals("lm_head"))
                        .toList()
                : partners;
        return LowRankDeltas.zero(
                modules, task.settings().rank(), task.settings().distillation().seed());
    }

    private LowRankDeltas carried(MigrationTask task, JsonObject details) {
        LowRankDeltas carried = new LowRankDeltas();
        Map<String, Factors> factors =
                AdapterFactors.of(task.adapter(), task.old().base().model());
        List<ModuleMatch> matches = new ArrayList<>();
        factors.keySet().forEach(module -> task.diff().match(module).ifPresent(matches::add));
        details.addProperty("carriedModules", matches.size());
        details.addProperty("lostModules", factors.size() - matches.size());
        try {
            Alignment wanted = wanted(task.diff());
            Alignment used = wanted;
            for (int start = 0; start < matches.size(); start += AT_ONCE) {
                List<ModuleMatch> some = matches.subList(start, Math.min(matches.size(), start + AT_ONCE));
                used = carry(task, wanted, some, factors, carried);
            }
            details.addProperty("alignment", used.name());
        } catch (UnsupportedFeatureException e) {
            details.addProperty("carriedModules", 0);
            details.addProperty("whyNotCarried", e.getMessage());
            return new LowRankDeltas();
        }
        return carried;
    }

    private static Alignment fitting(BaseDiff diff) {
        return diff.forecast("direct")
                .filter(forecast -> forecast.outlook() == Outlook.LIKELY)
                .map(forecast -> Alignment.IDENTITY)
                .orElse(Alignment.PROCRUSTES);
    }

    private static Alignment carry(
            MigrationTask task,
            Alignment wanted,
            List<ModuleMatch> matches,
            Map<String, Factors> factors,
            LowRankDeltas carried) {
        boolean looks = wanted == Alignment.PROCRUSTES || wanted == Alignment.LEAST_SQUARES;
        Optional<ModuleRows.Both> rows = looks ? ModuleRows.of(task, matches) : Optional.empty();
        boolean fits = looks ? rows.isPresent() : matches.stream().allMatch(ModuleMatch::sameShape);
        Alignment used = fits ? wanted : Alignment.SUBSPACES;
        DeltaProjection projection = new DeltaProjection();
        for (ModuleMatch match : matches) {
            Delta delta = Delta.of(
                    Objects.requireNonNull(factors.get(match.from().path())),
                    match.from(),
                    () -> Dense.of(task.old().base().model().weight(match.from().path())),
                    task.settings().rank());
            carried.add(
                    match.to(), used == Alignment.IDENTITY ? delta : carry(task, used, match, delta, rows, projection));
        }
        return used;
    }

    private static Delta carry(
            MigrationTask task,
            Alignment used,
            ModuleMatch match,
            Delta delta,
            Optional<ModuleRows.Both> rows,
            DeltaProjection projection) {
        if (rows.isEmpty()) {
            return DeltaProjection.subspaces(
                    delta,
                    Dense.of(task.old().base().model().weight(match.from().path())),
                    Dense.of(task.newBase().model().weight(match.to().path())));
        }
        ModuleRows old = rows.get().old();
        ModuleRows now = rows.get().now();
        DMatrixRMaj oldOut = old.output(match.from());
        DMatrixRMaj newOut = now.output(match.to());
        Optional<TargetModule> oldReader = ModuleRows.reader(task.old().base().model(), match.from());
        Optional<TargetModule> newReader = ModuleRows.reader(task.newBase().model(), match.to());
        if (oldReader.isPresent() && newReader.isPresent()) {
            oldOut = old.input(oldReader.get());
            newOut = now.input(newReader.get());
        }
        return used == Alignment.PROCRUSTES
                ? projection.procrustes(delta, old.input(match.from()), now.input(match.to()), oldOut, newOut)
                : projection.leastSquares(delta, old.input(match.from()), now.input(match.to()), oldOut, newOut);
    }
}
