package io.adapt4j.train.evaluate;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.MultiLabelExample;
import io.adapt4j.train.data.NumericExample;
import io.adapt4j.train.data.ScoredPair;
import io.adapt4j.train.data.TaggedText;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.data.TextTriplet;
import java.util.HashMap;
import java.util.Map;

/** The table of kinds, by the examples' class. */
final class Comparers {
    private static final Map<Class<?>, Comparer<?>> TABLE = new HashMap<>();

    static {
        register(Example.class, new LabelledTexts());
        register(MultiLabelExample.class, new MultiLabelledTexts());
        register(NumericExample.class, new NumberedTexts());
        register(TaggedText.class, new TaggedTexts());
        register(TextPair.class, new Pairs());
        register(ScoredPair.class, new ScoredPairs());
        register(TextTriplet.class, new Triplets());
    }

    private Comparers() {}

    private static <E> void register(Class<E> examples, Comparer<E> kind) {
        TABLE.put(examples, kind);
    }

    /**
     * The kind of an example.
     *
     * @throws InvalidDataException when it is of no kind that can be compared with answers
     */
    static <E> Comparer<E> of(E example) {
        @SuppressWarnings("unchecked") // registered under the class of its examples
        Comparer<E> kind = (Comparer<E>) TABLE.get(example.getClass());
        if (kind == null) {
            throw new InvalidDataException("Answers can be compared with examples of the kinds "
                    + TABLE.keySet().stream().map(Class::getSimpleName).sorted().toList() + ", but not with a "
                    + example.getClass().getName());
        }
        return kind;
    }
}
