package io.adapt4j.train.search;

import io.adapt4j.train.recipe.document.Either;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.JsonValues;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.Node;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Variants;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The form of a search document. */
final class SearchShape {
    private static final int VERSION = 1;

    private static final Field<Double> FROM = Field.required("from", Scalars.number(Range.FINITE), "Its begin");
    private static final Field<Double> TO = Field.required("to", Scalars.number(Range.FINITE), "Its end");
    private static final Shape<Long> WHOLE = Scalars.whole(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final Field<Long> FIRST = Field.required("from", WHOLE, "The smallest");
    private static final Field<Long> LAST = Field.required("to", WHOLE, "The largest");

    private static final Shape<Candidates> RANGE = new Variants<Candidates>(List.of(
            new Variants.Variant<>(
                    "uniform",
                    Candidates.Uniform.class,
                    ObjectShape.<Candidates.Uniform>of("Numbers, each as likely as another")
                            .with(FROM, Candidates.Uniform::from)
                            .with(TO, Candidates.Uniform::to)
                            .make(values -> new Candidates.Uniform(values.get(FROM), values.get(TO)))),
            new Variants.Variant<>(
                    "log-uniform",
                    Candidates.LogUniform.class,
                    ObjectShape.<Candidates.LogUniform>of("Numbers whose logarithms are each as likely as another")
                            .with(FROM, Candidates.LogUniform::from)
                            .with(TO, Candidates.LogUniform::to)
                            .make(values -> new Candidates.LogUniform(values.get(FROM), values.get(TO)))),
            new Variants.Variant<>(
                    "integer",
                    Candidates.Whole.class,
                    ObjectShape.<Candidates.Whole>of("Whole numbers, each as likely as another")
                            .with(FIRST, Candidates.Whole::from)
                            .with(LAST, Candidates.Whole::to)
                            .make(values -> new Candidates.Whole(values.get(FIRST), values.get(LAST))))));

    /** A list of values, or a range. */
    private static final Shape<Candidates> CANDIDATES = new Either<>(
            node -> !(node instanceof Node.Fields),
            Scalars.mapped(
                    Many.list(JsonValues.ANY), Candidates.Listed::new, value -> ((Candidates.Listed) value).values()),
            RANGE,
            value -> value instanceof Candidates.Listed);

    private static final Field<Integer> TRIALS =
            Field.required("trials", Scalars.integer(1, 1 << 20), "How many combinations are drawn");
    private static final Field<Integer> REDUCTION = Field.of(
            "reduction", Scalars.integer(2, 1 << 10), 3, "One of so many trials goes on, for so many times the steps");
    private static final Shape<Strategy> STRATEGIES = new Variants<Strategy>(List.of(
            new Variants.Variant<>(
                    "grid",
                    Strategy.Grid.class,
                    ObjectShape.<Strategy.Grid>of("Every combination").make(values -> new Strategy.Grid())),
            new Variants.Variant<>(
                    "random",
                    Strategy.Random.class,
                    ObjectShape.<Strategy.Random>of("Combinations drawn at random")
                            .with(TRIALS, Strategy.Random::trials)
                            .make(values -> new Strategy.Random(values.get(TRIALS)))),
            new Variants.Variant<>(
                    "halving",
                    Strategy.Halving.class,
                    ObjectShape.<Strategy.Halving>of(
                                    "Combinations drawn at random, of which the better are trained longer")
                            .with(TRIALS, Strategy.Halving::trials)
                            .with(REDUCTION, Strategy.Halving::reduction)
                            .make(values -> new Strategy.Halving(values.get(TRIALS), values.get(REDUCTION))))));

    private static final Field<Integer> VERSION_FIELD = Field.required(
            "version", Scalars.integer(VERSION, VERSION), "The version of this form of searches, " + VERSION);
    private static final Field<String> RECIPE =
            Field.required("recipe", Scalars.text(), "The recipe, relative to this document");
    private static final Field<SortedMap<String, Candidates>> PARAMETERS =
            Field.required("parameters", Many.map(CANDIDATES), "What is tried, by the path of the recipe's field");
    private static final Field<Strategy> STRATEGY =
            Field.required("strategy", STRATEGIES, "Which combinations are tried, and how long");
    private static final Field<Long> SEED =
            Field.of("seed", Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE), 42L, "The seed of what is drawn");
    private static final Field<String> METRIC =
            Field.optional("metric", Scalars.text(), "A metric of the evaluation, or loss; the task's own if left out");
    private static final Field<Boolean> MINIMIZE = Field.of(
            "direction",
            Scalars.choice(Map.of("maximize", false, "minimize", true)),
            false,
            "Whether the larger or the smaller is the better");
    private static final Field<Integer> PARALLEL = Field.optional(
            "parallel", Scalars.integer(1, 1 << 10), "Trials at once; as many as memory takes if left out");

    static final String PARAMETERS_NAME = PARAMETERS.name();

    private SearchShape() {}

    /** Searches whose paths are relative to a folder. */
    static ObjectShape<Search> in(Path folder) {
        return ObjectShape.<Search>of("A search for the best values of a recipe's fields")
                .with(VERSION_FIELD, search -> VERSION)
                .with(RECIPE, search -> search.recipe().toString())
                .with(PARAMETERS, Search::parameters)
                .with(STRATEGY, Search::strategy)
                .with(SEED, Search::seed)
                .find(METRIC, search -> search.goal().metric())
                .with(MINIMIZE, search -> search.goal().minimize())
                .find(PARALLEL, search -> search.parallel() == 0 ? Optional.empty() : Optional.of(search.parallel()))
                .make(values -> new Search(
                        folder.resolve(values.get(RECIPE)),
                        values.get(PARAMETERS),
                        values.get(STRATEGY),
                        values.get(SEED),
                        new Goal(values.find(METRIC), values.get(MINIMIZE)),
                        values.find(PARALLEL).orElse(0)));
    }
}
