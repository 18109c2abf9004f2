package io.adapt4j.train.data.quality;

import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.quality.Duplicate.Likeness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a data set, keeps hashes, then says which rows are like an earlier one. */
final class DuplicateSearch<E> {
    private final ExampleKind<E> kind;
    private final RowHashes exact = new RowHashes();
    private final RowHashes normalised = new RowHashes();
    private final RowHashes labels = new RowHashes();
    private final @Nullable MinHash near;
    /** The first similar row of each row. */
    private final List<Integer> similar = new ArrayList<>();

    private final Map<String, Integer> rows = new LinkedHashMap<>();

    DuplicateSearch(ExampleKind<E> kind, OptionalDouble similarity) {
        this.kind = kind;
        this.near = similarity.isPresent() ? new MinHash(similarity.getAsDouble()) : null;
    }

    /** The rows of each part, in the order in which they were read. */
    Map<String, Integer> rows() {
        return rows;
    }

    void read(String part, ExampleSource<E> source) {
        int before = exact.size();
        try (Stream<E> examples = source.stream()) {
            examples.forEachOrdered(this::add);
        }
        if (rows.put(part, exact.size() - before) != null) {
            throw new IllegalArgumentException("Two parts are called " + part);
        }
    }

    private void add(E example) {
        List<String> texts = kind.texts(example);
        List<String> forms = texts.stream().map(NormalisedText::of).toList();
        exact.add(texts);
        normalised.add(forms);
        labels.add(kind.labels(example));
        if (near != null) {
            similar.add(near.add(String.join("\n", forms)));
        }
    }

    /** The rows that are like an earlier one, in order. */
    List<Duplicate> find() {
        int[] first = normalised.first();
        List<Duplicate> found = new ArrayList<>();
        int row = 0;
        for (Map.Entry<String, Integer> part : rows.entrySet()) {
            for (int end = row + part.getValue(); row < end; row++) {
                int like = first[row];
                boolean nearOnly = like == row || leaksNearly(like, part.getKey());
                if (near != null && nearOnly) {
                    like = similar.get(like);
                }
                if (like < row) {
                    found.add(duplicate(row, like));
                }
            }
        }
        return found;
    }

    /** Whether the first of several equal rows is nearly one of another part, so that the others are too. */
    private boolean leaksNearly(int first, String part) {
        return near != null && !place(similar.get(first)).part().equals(part);
    }

    private Duplicate duplicate(int row, int like) {
        Likeness likeness = exact.equal(row, like)
                ? Likeness.EXACT
                : normalised.equal(row, like) ? Likeness.NORMALISED : Likeness.NEAR;
        Place place = place(row);
        Place first = place(like);
        return new Duplicate(likeness, place.part(), place.row(), first.part(), first.row(), !labels.equal(row, like));
    }

    private record Place(String part, int row) {}

    private Place place(int row) {
        int left = row;
        for (Map.Entry<String, Integer> part : rows.entrySet()) {
            if (left < part.getValue()) {
                return new Place(part.getKey(), left + 1);
            }
            left -= part.getValue();
        }
        throw new IndexOutOfBoundsException(row);
    }
}
