package io.adapt4j.train.recipe;

import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.Ranks;
import io.adapt4j.method.Targets;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.loha.Loha;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.lora.LoraInitialization;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.train.recipe.document.Field;
import io.adapt4j.train.recipe.document.Many;
import io.adapt4j.train.recipe.document.ObjectShape;
import io.adapt4j.train.recipe.document.Range;
import io.adapt4j.train.recipe.document.Scalars;
import io.adapt4j.train.recipe.document.Shape;
import io.adapt4j.train.recipe.document.Values;
import io.adapt4j.train.recipe.document.Variants;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The methods that a recipe can name. */
final class MethodShapes {
    private static final Shape<Integer> RANKS = Scalars.integer(1, Ranks.MAX_RANK);
    private static final Shape<Double> ALPHAS = Scalars.number(Range.POSITIVE);

    private static final Field<Integer> RANK = Field.required("rank", RANKS, "Rank of the deltas");
    private static final Field<Double> ALPHA = Field.optional(
            "alpha", ALPHAS, "Numerator of the scaling; twice the rank for lora and dora, else the rank, if left out");
    private static final Field<Double> DROPOUT = Field.of(
            "dropout",
            Scalars.number(Range.SHARE),
            0.0,
            "Probability with which an element of the input of A is dropped");
    private static final Field<Boolean> RS_LORA =
            Field.of("rsLora", Scalars.truth(), false, "Whether the scaling is rank-stabilised");
    private static final Field<List<String>> TARGETS = Field.of(
            "targets",
            Many.list(Scalars.text()),
            List.of(Targets.ALL_LINEAR),
            "Roles, module names, regular expressions, or all-linear");
    private static final Field<List<String>> REQUIRED_TARGETS =
            Field.required("targets", Many.list(Scalars.text()), "Roles, module names or regular expressions");
    private static final Field<SortedMap<String, Integer>> RANK_PATTERN =
            Field.of("rankPattern", Many.map(RANKS), new TreeMap<>(), "Other ranks, by module");
    private static final Field<SortedMap<String, Double>> ALPHA_PATTERN =
            Field.of("alphaPattern", Many.map(ALPHAS), new TreeMap<>(), "Other alphas, by module");
    private static final Field<LoraInitialization> INITIALIZATION = Field.of(
            "initialization", Scalars.choice(initializations()), LoraInitialization.KAIMING, "What A and B start with");
    private static final Field<List<String>> FEEDFORWARD = Field.optional(
            "feedforward", Many.list(Scalars.text()), "Targets of which the inputs are scaled, not the outputs");
    private static final Field<Boolean> DECOMPOSE_BOTH =
            Field.of("decomposeBoth", Scalars.truth(), false, "Whether both factors are of low rank");
    private static final Field<Integer> DECOMPOSE_FACTOR = Field.of(
            "decomposeFactor",
            Scalars.integer(-1, 1 << 20),
            -1,
            "The size of the first factor; -1 for the square root");
    private static final Field<Double> D_INITIAL =
            Field.of("dInitial", Scalars.number(Range.FINITE), 0.1, "What d starts with");
    private static final Field<Long> PROJECTION_SEED = Field.of(
            "projectionSeed", Scalars.whole(Long.MIN_VALUE, Long.MAX_VALUE), 0L, "The seed of the shared matrices");

    private static final ObjectShape<Lora> LORA = lora("Low-rank adaptation").make(MethodShapes::lora);

    static final Shape<MethodConfig> SHAPE = new Variants<MethodConfig>(List.of(
            new Variants.Variant<>("lora", Lora.class, LORA),
            new Variants.Variant<>("dora", Dora.class, dora()),
            new Variants.Variant<>(
                    "ia3",
                    Ia3.class,
                    ObjectShape.<Ia3>of("Learnt factors of activations")
                            .with(REQUIRED_TARGETS, method -> method.targets().expressions())
                            .find(FEEDFORWARD, method -> Optional.of(method.feedforward())
                                    .filter(list -> !list.isEmpty()))
                            .make(values -> new Ia3(
                                    new Targets(values.get(REQUIRED_TARGETS)),
                                    values.find(FEEDFORWARD).orElse(List.of())))),
            new Variants.Variant<>(
                    "loha",
                    Loha.class,
                    MethodShapes.<Loha>ranked("Products of two low-rank matrices, element by element", Loha::ranks)
                            .with(TARGETS, method -> method.targets().expressions())
                            .make(values -> new Loha(ranks(values), targets(values)))),
            new Variants.Variant<>(
                    "lokr",
                    Lokr.class,
                    MethodShapes.<Lokr>ranked("Kronecker products", Lokr::ranks)
                            .with(DECOMPOSE_BOTH, Lokr::decomposeBoth)
                            .with(DECOMPOSE_FACTOR, Lokr::decomposeFactor)
                            .with(TARGETS, method -> method.targets().expressions())
                            .make(values -> new Lokr(
                                    ranks(values),
                                    values.get(DECOMPOSE_BOTH),
                                    values.get(DECOMPOSE_FACTOR),
                                    targets(values)))),
            new Variants.Variant<>(
                    "vera",
                    Vera.class,
                    ObjectShape.<Vera>of("Shared random matrices with learnt factors")
                            .with(RANK, Vera::rank)
                            .with(D_INITIAL, Vera::dInitial)
                            .with(PROJECTION_SEED, Vera::seed)
                            .with(TARGETS, method -> method.targets().expressions())
                            .make(values -> new Vera(
                                    values.get(RANK),
                                    values.get(D_INITIAL),
                                    values.get(PROJECTION_SEED),
                                    targets(values))))));

    private MethodShapes() {}

    private static Map<String, LoraInitialization> initializations() {
        Map<String, LoraInitialization> names = new LinkedHashMap<>();
        for (LoraInitialization value : LoraInitialization.values()) {
            names.put(value.name().toLowerCase(Locale.ROOT), value);
        }
        return names;
    }

    private static ObjectShape.Builder<Lora> lora(String about) {
        return ObjectShape.<Lora>of(about)
                .with(RANK, Lora::rank)
                .find(ALPHA, method -> Optional.of(method.alpha()).filter(alpha -> alpha != 2.0 * method.rank()))
                .with(DROPOUT, Lora::dropout)
                .with(RS_LORA, Lora::rsLora)
                .with(TARGETS, method -> method.targets().expressions())
                .with(RANK_PATTERN, method -> new TreeMap<>(method.rankPattern()))
                .with(ALPHA_PATTERN, method -> new TreeMap<>(method.alphaPattern()))
                .with(INITIALIZATION, Lora::initialization);
    }

    private static Lora lora(Values values) {
        int rank = values.get(RANK);
        return new Lora(
                rank,
                values.find(ALPHA).orElse(2.0 * rank),
                values.get(DROPOUT),
                values.get(RS_LORA),
                targets(values),
                values.get(RANK_PATTERN),
                values.get(ALPHA_PATTERN),
                values.get(INITIALIZATION));
    }

    private static ObjectShape<Dora> dora() {
        return LORA.mapped("LoRA with learnt lengths", Dora::new, Dora::lora);
    }

    private static <T extends MethodConfig> ObjectShape.Builder<T> ranked(
            String about, java.util.function.Function<T, Ranks> ranks) {
        return ObjectShape.<T>of(about)
                .with(RANK, method -> ranks.apply(method).rank())
                .find(ALPHA, method -> Optional.of(ranks.apply(method))
                        .filter(own -> own.alpha() != own.rank())
                        .map(Ranks::alpha))
                .with(RANK_PATTERN, method -> new TreeMap<>(ranks.apply(method).rankPattern()))
                .with(ALPHA_PATTERN, method -> new TreeMap<>(ranks.apply(method).alphaPattern()));
    }

    private static Ranks ranks(Values values) {
        int rank = values.get(RANK);
        return new Ranks(
                rank, values.find(ALPHA).orElse((double) rank), values.get(RANK_PATTERN), values.get(ALPHA_PATTERN));
    }

    private static Targets targets(Values values) {
        return new Targets(values.get(TARGETS));
    }
}
