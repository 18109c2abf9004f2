package io.adapt4j.train.data.split;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Divides a source in two. Each method reads it once, keeps some bytes a row and no example; the parts read it again. Equal seeds
 * give equal parts.
 */
public final class Splits {
    private Splits() {}

    /**
     * Holds out a random share of the examples, rounded.
     *
     * @param heldOut the share, in (0, 1)
     * @throws InvalidDataException when a part would be empty
     */
    public static <E> Split<E> random(ExampleSource<E> source, double heldOut, long seed) {
        return stratified(source, example -> "", heldOut, seed);
    }

    /**
     * Holds out a random share of the examples of each label, rounded, and of every label with two examples or more at least one;
     * an only example is learnt from.
     *
     * @param label what keeps its share in both parts, such as {@code Example::label}
     * @param heldOut the share, in (0, 1)
     * @throws InvalidDataException when a part would be empty
     */
    public static <E> Split<E> stratified(
            ExampleSource<E> source, Function<? super E, String> label, double heldOut, long seed) {
        requireShare(heldOut);
        RowGroups groups = RowGroups.of(source, label, seed);
        boolean[] out = new boolean[groups.size()];
        for (int[] rows : groups.rows()) {
            long share = Math.round(rows.length * heldOut);
            int count = (int) Math.min(rows.length - 1, Math.max(1, share));
            for (int i = 0; i < count; i++) {
                out[rows[i]] = true;
            }
        }
        return split(source, out);
    }

    /**
     * The parts of a cross-validation: each example is held out once, and the labels keep their shares.
     *
     * @param label what keeps its share, such as {@code Example::label}; a constant for plain folds
     * @param folds how many parts, at least 2
     * @throws InvalidDataException when there are fewer examples than folds
     */
    public static <E> List<Split<E>> folds(
            ExampleSource<E> source, Function<? super E, String> label, int folds, long seed) {
        if (folds < 2) {
            throw new IllegalArgumentException("folds is at least 2, but was " + folds);
        }
        RowGroups groups = RowGroups.of(source, label, seed);
        int[] fold = new int[groups.size()];
        int dealt = 0;
        for (int[] rows : groups.rows()) {
            for (int row : rows) {
                fold[row] = dealt++ % folds;
            }
        }
        List<Split<E>> splits = new ArrayList<>();
        for (int each = 0; each < folds; each++) {
            boolean[] out = new boolean[fold.length];
            for (int row = 0; row < out.length; row++) {
                out[row] = fold[row] == each;
            }
            splits.add(split(source, out));
        }
        return splits;
    }

    /** Holds out the examples whose key is {@code from} or later: those of a time that was still to come. */
    public static <E, K extends Comparable<? super K>> Split<E> from(ExampleSource<Keyed<E, K>> source, K from) {
        return split(
                source.map(Keyed::example), outs(source, keyed -> keyed.key().compareTo(from) >= 0));
    }

    /**
     * Holds out the latest examples: from the key on that leaves about this share behind it. Examples of one key stay together, so
     * that the share can be larger.
     *
     * @param heldOut the share, in (0, 1)
     * @throws InvalidDataException when a part would be empty
     */
    public static <E, K extends Comparable<? super K>> Split<E> latest(
            ExampleSource<Keyed<E, K>> source, double heldOut) {
        requireShare(heldOut);
        List<K> keys;
        try (Stream<Keyed<E, K>> examples = source.stream()) {
            keys = examples.map(Keyed::key).sorted().toList();
        }
        if (keys.isEmpty()) {
            throw new InvalidDataException("There are no examples to split");
        }
        int count = (int) Math.max(1, Math.round(keys.size() * heldOut));
        return from(source, keys.get(keys.size() - count));
    }

    private static void requireShare(double heldOut) {
        if (!(heldOut > 0 && heldOut < 1)) {
            throw new IllegalArgumentException("The share to hold out is in (0, 1), but was " + heldOut);
        }
    }

    private static <E> boolean[] outs(ExampleSource<E> source, Predicate<E> out) {
        boolean[] outs = new boolean[1024];
        int size = 0;
        try (Stream<E> examples = source.stream()) {
            for (var all = examples.iterator(); all.hasNext(); ) {
                if (size == outs.length) {
                    outs = Arrays.copyOf(outs, Math.multiplyExact(size, 2));
                }
                outs[size++] = out.test(all.next());
            }
        }
        return Arrays.copyOf(outs, size);
    }

    private static <E> Split<E> split(ExampleSource<E> source, boolean[] out) {
        int[] train = new int[out.length];
        int[] heldOut = new int[out.length];
        int count = 0;
        for (int row = 0; row < out.length; row++) {
            (out[row] ? heldOut : train)[row] = 1;
            count += heldOut[row];
        }
        if (count == 0 || count == out.length) {
            throw new InvalidDataException(
                    "Of " + out.length + " examples, " + count + " would be held out; both parts must have some");
        }
        return new Split<>(source.times(train), source.times(heldOut));
    }
}
