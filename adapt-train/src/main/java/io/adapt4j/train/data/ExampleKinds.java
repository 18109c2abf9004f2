package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The kinds of examples that the library's tasks learn from. */
public final class ExampleKinds {
    /** A text and its label. */
    public static final ExampleKind<Example> LABELLED = new Kind<>(
            example -> List.of(example.text()),
            example -> List.of(example.label()),
            example -> List.of(example.text(), example.label()),
            (example, mask) -> new Example(mask.apply(example.text()), example.label()));

    /** A text and any number of labels. */
    public static final ExampleKind<MultiLabelExample> MULTI_LABEL = new Kind<>(
            example -> List.of(example.text()),
            example -> List.copyOf(new TreeSet<>(example.labels())),
            ExampleKinds::parts,
            (example, mask) -> new MultiLabelExample(mask.apply(example.text()), example.labels()));

    /** A text and its numbers. */
    public static final ExampleKind<NumericExample> NUMERIC = new Kind<>(
            example -> List.of(example.text()),
            example -> List.of(),
            ExampleKinds::parts,
            (example, mask) -> new NumericExample(mask.apply(example.text()), example.values()));

    /** Two texts that belong together. */
    public static final ExampleKind<TextPair> PAIR = new Kind<>(
            pair -> List.of(pair.first(), pair.second()),
            pair -> List.of(),
            pair -> List.of(pair.first(), pair.second()),
            (pair, mask) -> new TextPair(mask.apply(pair.first()), mask.apply(pair.second())));

    /** Two texts and how similar they are. */
    public static final ExampleKind<ScoredPair> SCORED_PAIR = new Kind<>(
            pair -> List.of(pair.first(), pair.second()),
            pair -> List.of(),
            pair -> List.of(pair.first(), pair.second(), Double.toString(pair.score())),
            (pair, mask) -> new ScoredPair(mask.apply(pair.first()), mask.apply(pair.second()), pair.score()));

    /** A text, one that is to be near it, and one that is to be further away. */
    public static final ExampleKind<TextTriplet> TRIPLET = new Kind<>(
            ExampleKinds::texts,
            triplet -> List.of(),
            ExampleKinds::texts,
            (triplet, mask) -> new TextTriplet(
                    mask.apply(triplet.anchor()), mask.apply(triplet.positive()), mask.apply(triplet.negative())));

    /** Words with tags; a label is a tag that one of the words has. */
    public static final ExampleKind<TaggedText> TAGGED = new TaggedKind();

    private static final Map<Class<?>, ExampleKind<?>> BY_CLASS = Map.of(
            Example.class, LABELLED,
            MultiLabelExample.class, MULTI_LABEL,
            NumericExample.class, NUMERIC,
            TextPair.class, PAIR,
            ScoredPair.class, SCORED_PAIR,
            TextTriplet.class, TRIPLET,
            TaggedText.class, TAGGED);

    private ExampleKinds() {}

    /**
     * The kind of an example.
     *
     * @throws InvalidDataException when it is none of the library's
     */
    public static <E> ExampleKind<E> of(E example) {
        @SuppressWarnings("unchecked") // the kind is the one of the example's class
        ExampleKind<E> kind = (ExampleKind<E>) BY_CLASS.get(example.getClass());
        if (kind == null) {
            throw new InvalidDataException("An example is one of "
                    + BY_CLASS.keySet().stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .toList() + ", but was a "
                    + example.getClass().getName());
        }
        return kind;
    }

    private static List<String> texts(TextTriplet triplet) {
        return List.of(triplet.anchor(), triplet.positive(), triplet.negative());
    }

    private static List<String> parts(MultiLabelExample example) {
        List<String> parts = new ArrayList<>(
                List.of(example.text(), Integer.toString(example.labels().size())));
        parts.addAll(new TreeSet<>(example.labels()));
        return parts;
    }

    private static List<String> parts(NumericExample example) {
        List<String> parts = new ArrayList<>(List.of(example.text()));
        example.values().forEach(value -> parts.add(Double.toString(value)));
        return parts;
    }

    private record Kind<E>(
            Function<E, List<String>> textsOf,
            Function<E, List<String>> labelsOf,
            Function<E, List<String>> partsOf,
            BiFunction<E, UnaryOperator<String>, E> change)
            implements ExampleKind<E> {

        @Override
        public List<String> texts(E example) {
            return textsOf.apply(example);
        }

        @Override
        public List<String> labels(E example) {
            return labelsOf.apply(example);
        }

        @Override
        public List<String> parts(E example) {
            return partsOf.apply(example);
        }

        @Override
        public E masked(E example, Function<String, List<Mask>> masks) {
            return change.apply(example, text -> ExampleKind.masked(text, masks.apply(text)));
        }
    }
}
