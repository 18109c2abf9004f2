package io.adapt4j.runtime.drift.sample;

import io.adapt4j.error.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of many observations, in a bounded number of bytes: a sample of their rows, a smaller one of their
 * embeddings, and counts. Summaries of one {@link Shape} merge into that of all their observations.
 */
public final class Summary {
    private final Shape shape;
    private final Sample<Row> rows;
    private final Sample<float[]> vectors;
    private long observations;
    private long outcomes;
    private long errors;

    /**
     * How much is remembered.
     *
     * @param rows the most rows
     * @param vectors the most embeddings, at most as many as rows
     * @param seed of the sample
     */
    public record Shape(int rows, int vectors, long seed) {
        public Shape {
            if (vectors < 1 || rows < vectors) {
                throw new IllegalArgumentException("A summary keeps at least 1 vector and at least as many rows as"
                        + " vectors, but was given " + vectors + " vectors and " + rows + " rows");
            }
        }
    }

    public Summary(Shape shape) {
        this(shape, new Sample<>(shape.rows, shape.seed), new Sample<>(shape.vectors, shape.seed));
    }

    private Summary(Shape shape, Sample<Row> rows, Sample<float[]> vectors) {
        this.shape = shape;
        this.rows = rows;
        this.vectors = vectors;
    }

    Summary(Shape shape, long observations, long outcomes, long errors) {
        this(shape);
        this.observations = observations;
        this.outcomes = outcomes;
        this.errors = errors;
    }

    /**
     * Adds an observation.
     *
     * @throws InvalidInputException when the embedding is of another size than those before
     */
    public void add(long id, Row row, float @Nullable [] embedding) {
        if (embedding != null) {
            requireWidth(embedding.length);
        }
        observations++;
        rows.add(id, row);
        if (embedding != null) {
            vectors.add(id, embedding);
        }
    }

    /** Puts back a row that is counted already. */
    void restore(long id, Row row) {
        rows.add(id, row);
    }

    /** Puts back an embedding that is counted already. */
    void restore(long id, float[] embedding) {
        vectors.add(id, embedding);
    }

    private void requireWidth(int width) {
        int expected = width();
        if (expected != 0 && width != expected) {
            throw new InvalidInputException(
                    "An embedding should have " + expected + " numbers like those before, but has " + width);
        }
    }

    /** Adds whether an answer turned out to be right. */
    public void addOutcome(boolean correct) {
        outcomes++;
        errors += correct ? 0 : 1;
    }

    /**
     * The summary of the observations of both.
     *
     * @throws InvalidInputException when they are of different shapes, or their embeddings of different sizes
     */
    public Summary merge(Summary other) {
        if (!shape.equals(other.shape)) {
            throw new InvalidInputException(
                    "Summaries of one shape can be merged, but these are of " + shape + " and " + other.shape);
        }
        if (other.width() != 0) {
            requireWidth(other.width());
        }
        Summary merged = new Summary(shape, rows.merge(other.rows), vectors.merge(other.vectors));
        merged.observations = observations + other.observations;
        merged.outcomes = outcomes + other.outcomes;
        merged.errors = errors + other.errors;
        return merged;
    }

    public Shape shape() {
        return shape;
    }

    /** The rows, in a random but constant order. */
    public List<Sample.Item<Row>> rows() {
        return rows.items();
    }

    /** The embeddings, in a random but constant order. */
    public List<Sample.Item<float[]>> vectors() {
        return vectors.items();
    }

    /** The values of a feature in the sample, without those that are NaN. */
    public double[] values(Feature feature) {
        return rows().stream()
                .mapToDouble(item -> item.value().value(feature))
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }

    /** The labels that were given, of the rows that have one. */
    public List<String> labels() {
        return rows().stream()
                .map(item -> item.value().label())
                .filter(Objects::nonNull)
                .toList();
    }

    /** Observations so far, those that are not in the sample included. */
    public long observations() {
        return observations;
    }

    /** Answers of which it is known whether they were right. */
    public long outcomes() {
        return outcomes;
    }

    /** How many of {@link #outcomes} were wrong. */
    public long errors() {
        return errors;
    }

    /** The size of the embeddings, 0 while there is none. */
    public int width() {
        List<Sample.Item<float[]>> some = vectors.items();
        return some.isEmpty() ? 0 : some.get(0).value().length;
    }

    /** The most bytes that a summary takes, for embeddings of a size, with or without excerpts. */
    public static long maxBytes(Shape shape, int width, boolean excerpts) {
        long row = Row.BYTES + (excerpts ? 56 + 2L * Observation.EXCERPT : 0);
        return shape.rows * row + shape.vectors * (128 + 4L * width);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Summary that && Arrays.equals(SummaryCodec.bytes(this), SummaryCodec.bytes(that));
    }

    @Override
    public int hashCode() {
        return Objects.hash(shape, observations, outcomes, errors);
    }
}
