package io.adapt4j.train.recipe;

import com.google.common.hash.Hasher;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.Mask;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An example with what else of its row is needed until the parts are made.
 *
 * @param example as it is learnt from
 * @param original as it was before anything was redacted
 * @param columns texts of other columns: what parts are ordered by, and what test data are sliced by
 */
record KeptRow<E>(E example, E original, SortedMap<String, String> columns) {

    /** An example that comes from no row. */
    static <E> KeptRow<E> of(E example) {
        return new KeptRow<>(example, example, Collections.emptySortedMap());
    }

    /** The same, as one of a kind of task. */
    <F> KeptRow<F> checked(TaskKind<F, ?> kind) {
        return new KeptRow<>(kind.checked(example), kind.checked(original), columns);
    }

    KeptRow<E> with(String column, String text) {
        SortedMap<String, String> more = new TreeMap<>(columns);
        more.put(column, text);
        return new KeptRow<>(example, original, more);
    }

    /** The kind of rows with examples of a kind. */
    static <E> ExampleKind<KeptRow<E>> kind(ExampleKind<E> kind) {
        return new Kind<>(kind);
    }

    private record Kind<E>(ExampleKind<E> kind) implements ExampleKind<KeptRow<E>> {

        @Override
        public List<String> texts(KeptRow<E> row) {
            return kind.texts(row.example);
        }

        @Override
        public List<String> labels(KeptRow<E> row) {
            return kind.labels(row.example);
        }

        @Override
        public List<String> parts(KeptRow<E> row) {
            return kind.parts(row.example);
        }

        @Override
        public KeptRow<E> masked(KeptRow<E> row, Function<String, List<Mask>> masks) {
            return new KeptRow<>(kind.masked(row.example, masks), row.original, row.columns);
        }

        @Override
        public void hash(KeptRow<E> row, Hasher hasher) {
            kind.hash(row.example, hasher);
        }
    }
}
