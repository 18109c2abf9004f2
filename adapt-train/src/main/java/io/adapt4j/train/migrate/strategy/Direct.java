package io.adapt4j.train.migrate.strategy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Targets;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraMethod;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.migrate.compare.ModuleMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The deltas and the head as they are, under the new names of their modules: what was learnt of the task adds to what the base learnt meanwhile
 * (Khan et al., "PortLLM: Personalizing Evolving Large Language Models with Training-Free and Portable Model Patches", 2024, arXiv 2410.10870).
 *
 * @param scales by which LoRA's deltas may be multiplied; of several the one is kept at which the answers to a few texts are nearest to the old
 *     system's, or to the labels where there are some
 */
public record Direct(List<Double> scales) implements MigrationStrategy {
    private static final String NAME = "direct";
    /** Texts for the search. */
    private static final int ROWS = 8;

    public Direct {
        scales = List.copyOf(scales);
        if (scales.isEmpty() || !scales.stream().allMatch(scale -> Double.isFinite(scale) && scale > 0)) {
            throw new IllegalArgumentException("scales are positive and at least one, but were " + scales);
        }
    }

    /** With a search among 1, 0.75 and 0.5: beside what a successor has learnt meanwhile, old deltas are often too large. */
    public Direct() {
        this(List.of(1.0, 0.75, 0.5));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<String> missing(MigrationTask task) {
        for (ModuleDelta delta : task.adapter().deltas()) {
            Optional<ModuleMatch> match = Modules.match(task.diff(), delta.module());
            if (match.isEmpty() || !match.get().sameShape()) {
                return Optional.of("The new base has no module of the shape of " + delta.module() + ".");
            }
        }
        int width = task.diff().newWidth();
        return task.adapter()
                .head()
                .filter(head -> width > 0 && head.hidden() != width)
                .map(head -> "The head takes vectors of " + head.hidden() + " numbers, but the new base gives " + width
                        + ".");
    }

    @Override
    public Cost estimate(MigrationTask task) {
        if (!searches(task)) {
            return new Cost(0, 0);
        }
        int rows = Math.min(ROWS, task.texts().size());
        return new Cost(
                (double) rows * (scales.size() + 1),
                Math.min(ROWS, task.labelled().size()));
    }

    private boolean searches(MigrationTask task) {
        return scales.size() > 1
                && task.adapter().method() instanceof Lora
                && task.form().isPooled()
                && !task.texts().isEmpty();
    }

    @Override
    public Candidate migrate(MigrationTask task) {
        JsonObject details = new JsonObject();
        if (!searches(task)) {
            return new Candidate(NAME, scaled(task, scales.get(0)), details);
        }
        ScaleSearch search = new ScaleSearch(task, ROWS);
        Adapter best = null;
        double least = Double.POSITIVE_INFINITY;
        JsonObject losses = new JsonObject();
        for (double scale : scales) {
            Adapter adapter = scaled(task, scale);
            double loss = search.loss(adapter);
            losses.addProperty(Double.toString(scale), loss);
            if (best == null || loss < least) {
                best = adapter;
                least = loss;
                details.addProperty("scale", scale);
            }
        }
        details.add("losses", losses);
        return new Candidate(NAME, java.util.Objects.requireNonNull(best), details);
    }

    private static Adapter scaled(MigrationTask task, double scale) {
        Adapter old = task.adapter();
        List<ModuleDelta> deltas = new ArrayList<>();
        boolean renamed = false;
        for (ModuleDelta delta : old.deltas()) {
            ModuleMatch match = Modules.match(task.diff(), delta.module())
                    .orElseThrow(
                            () -> new IncompatibleAdapterException("The new base has no module that does the work of "
                                    + delta.module() + "; look at the comparison of both bases"));
            renamed |= !match.to().path().equals(delta.module());
            deltas.add(new ModuleDelta(match.to().path(), delta.parameters()));
        }
        MethodConfig method = old.method();
        if (method instanceof Lora lora && (renamed || scale != 1)) {
            SortedMap<String, Integer> ranks = new TreeMap<>();
            for (int i = 0; i < deltas.size(); i++) {
                String before = old.deltas().get(i).module();
                deltas.set(i, withScale(deltas.get(i), scale * lora.scalingOf(before)));
                ranks.put(deltas.get(i).module(), lora.rankOf(before));
            }
            method = Lora.unscaled(ranks);
        } else if (renamed) {
            method = method.withTargets(
                    new Targets(deltas.stream().map(ModuleDelta::module).toList()));
        }
        return MigrationRecord.adapter(task, NAME, method, deltas, old.head(), task.spec());
    }

    private static ModuleDelta withScale(ModuleDelta delta, double factor) {
        Tensor b = delta.parameter(LoraMethod.B);
        float[] values = b.toFloatArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * values[i]);
        }
        SortedMap<String, Tensor> parameters = new TreeMap<>(delta.parameters());
        parameters.put(LoraMethod.B, Tensor.of(values, b.shape().getShape()));
        return new ModuleDelta(delta.module(), parameters);
    }
}
