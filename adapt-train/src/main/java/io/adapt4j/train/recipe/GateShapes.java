package io.adapt4j.train.recipe;

import io.adapt4j.train.gate.Criteria;
import io.adapt4j.train.gate.Criterion;
import io.adapt4j.train.gate.EachSlice;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Slicing;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.RecordShape;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The gate of a recipe. A criterion is written as its record: {@code kind}, its name in {@link Criteria}, and a field for each
 * component. What holds on each slice is not cut into slices again.
 */
final class GateShapes {
    /** What components are when they are left out, as the criteria's own factories have it. */
    private static final Map<String, Object> DEFAULTS =
            Map.of("confidence", 0.0, "tolerance", 0.0, "share", 1.0, "bins", 15, "minimumRows", 1);

    private static final Map<String, String> ABOUT = Map.ofEntries(
            Map.entry("metric", "The metric, such as accuracy"),
            Map.entry("value", "What it must reach"),
            Map.entry("confidence", "0 to compare the metrics themselves; else the confidence of their interval"),
            Map.entry("margin", "By how much it may be worse than the champion's"),
            Map.entry("level", "Below which the p-value must be"),
            Map.entry("slicing", "How the data are cut"),
            Map.entry("minimumRows", "Slices with fewer rows are not judged"),
            Map.entry("criterion", "What must hold on each slice"),
            Map.entry("tolerance", "How far answers may be apart; 0 for labels"),
            Map.entry("share", "The share for which it must hold"),
            Map.entry("bins", "Bins of probabilities"),
            Map.entry("percentile", "Of the calls that must be as fast"),
            Map.entry("calls", "How many are measured"),
            Map.entry("floor", "The metric of the adapter's base alone"),
            Map.entry("championFloor", "The metric of the champion's base alone"),
            Map.entry("key", "The column that has the key"),
            Map.entry("bounds", "Lengths in characters at which another slice begins"),
            Map.entry("pattern", "A regular expression that is found in the texts of the slice"));

    private static final Shape<Slicing> SLICINGS = kinds(Slicing.class, List.of(), Map.of());
    private static final Shape<Criterion> OF_A_SLICE = kinds(Criterion.class, List.of(EachSlice.class), Map.of());
    private static final Shape<Criterion> CRITERIA =
            kinds(Criterion.class, List.of(), Map.of(Slicing.class, SLICINGS, Criterion.class, OF_A_SLICE));

    private static final Field<List<Criterion>> CRITERIA_FIELD =
            Field.required("criteria", Many.list(CRITERIA), "What the adapter must show, all of it");
    private static final Field<Long> SEED =
            Field.of("seed", Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE), 42L, "The seed of the bootstrap's draws");

    static final ObjectShape<Gate> SHAPE = ObjectShape.<Gate>of(
                    "What the adapter must show after training, on the test part or else the one to evaluate on")
            .with(CRITERIA_FIELD, Gate::criteria)
            .with(SEED, Gate::seed)
            .make(values -> new Gate(values.get(CRITERIA_FIELD), values.get(SEED)));

    private GateShapes() {}

    /** The records of {@link Criteria} that are of a type, but for some. */
    private static <T> Shape<T> kinds(Class<T> type, List<Class<?>> without, Map<Class<?>, Shape<?>> others) {
        RecordShape records = new RecordShape(others, ABOUT, DEFAULTS);
        List<Variants.Variant<? extends T>> variants = new ArrayList<>();
        Criteria.kinds().forEach((name, record) -> {
            if (type.isAssignableFrom(record) && !without.contains(record)) {
                variants.add(variant(records, name, record.asSubclass(type)));
            }
        });
        return new Variants<>("kind", variants);
    }

    private static <T> Variants.Variant<T> variant(RecordShape records, String name, Class<T> record) {
        return new Variants.Variant<>(name, record, records.of(record, record.getSimpleName()));
    }
}
