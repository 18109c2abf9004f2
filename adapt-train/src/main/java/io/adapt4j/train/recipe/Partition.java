package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleKind;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.split.BalancedSampling;
import io.adapt4j.train.data.split.Keyed;
import io.adapt4j.train.data.split.Split;
import io.adapt4j.train.data.split.Splits;
import java.util.List;
import java.util.function.Function;

/** Carries out what a recipe says about which examples are learnt from, and how often. */
final class Partition {
    private Partition() {}

    static <E> Split<KeptRow<E>> split(
            HeldOut heldOut, ExampleSource<KeptRow<E>> source, ExampleKind<KeptRow<E>> kind) {
        if (heldOut instanceof HeldOut.Random random) {
            return Splits.random(source, random.share(), random.seed());
        }
        if (heldOut instanceof HeldOut.Stratified stratified) {
            return Splits.stratified(source, label(kind), stratified.share(), stratified.seed());
        }
        if (heldOut instanceof HeldOut.Latest latest) {
            return Splits.latest(source.map(row -> new Keyed<>(row, key(row, latest.by()))), latest.share());
        }
        throw new IllegalArgumentException(heldOut + " is no part of other examples");
    }

    private static SortKey key(KeptRow<?> row, String column) {
        String text = row.columns().get(column);
        if (text == null) {
            throw new InvalidDataException("The latest examples are held out by the column \"" + column
                    + "\", but these examples come from no file with columns");
        }
        return SortKey.of(text);
    }

    static <E> ExampleSource<KeptRow<E>> balanced(
            Balance balance, ExampleSource<KeptRow<E>> source, ExampleKind<KeptRow<E>> kind) {
        if (balance instanceof Balance.PerLabel perLabel) {
            return BalancedSampling.perLabel(source, label(kind), perLabel.examples(), perLabel.seed());
        }
        return BalancedSampling.oversample(source, label(kind), ((Balance.Oversample) balance).seed());
    }

    /** The label of an example, or all of them as one. */
    private static <E> Function<KeptRow<E>, String> label(ExampleKind<KeptRow<E>> kind) {
        return row -> {
            List<String> labels = kind.labels(row);
            if (labels.isEmpty()) {
                throw new InvalidDataException(
                        "A stratified split and balanced sampling need a label for each example, but there is one without: "
                                + row.example());
            }
            return String.join("\n", labels);
        };
    }
}
