package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Mixes old examples into new ones, so that a training that goes on with the new ones does not forget what the old ones taught
 * (Robins, "Catastrophic Forgetting, Rehearsal and Pseudorehearsal", 1995). The old ones are a random sample without repetition, in
 * which every class has equally many as far as there are; where fewer are replayed than there are classes, the rarest have none. A class is
 * what has the same labels; examples without labels are one.
 *
 * <p>Deterministic in the seed. No example is held in memory, but the row numbers of those that are replayed, four bytes each.
 *
 * @param share the replayed examples are at most this share of the mix, in (0, 1]; 1 for no such bound
 * @param most the replayed examples are at most this many, at least 1
 */
public record Replay(double share, int most, long seed) {

    public Replay {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("The share of replayed examples is in (0, 1], but was " + share);
        }
        if (most < 1) {
            throw new IllegalArgumentException("At least one example is replayed, but at most " + most + " are to be");
        }
    }

    /** As many replayed examples as make up this share of the mix, rounded. */
    public static Replay share(double share) {
        return new Replay(share, Integer.MAX_VALUE, 0);
    }

    /** As many replayed examples as there are, but not more than this. */
    public static Replay atMost(int examples) {
        return new Replay(1, examples, 0);
    }

    /** The same with this bound too. */
    public Replay withAtMost(int examples) {
        return new Replay(share, examples, seed);
    }

    /** The same with other draws. */
    public Replay withSeed(long newSeed) {
        return new Replay(share, most, newSeed);
    }

    /**
     * All new examples, and a sample of the old ones after them. Reads both; the old ones a second time.
     *
     * @throws InvalidDataException when there are no new examples, or a source has other old ones when it is read again
     */
    public <E> ExampleSource<E> mix(ExampleSource<E> fresh, ExampleSource<E> old, ExampleKind<E> kind) {
        long count;
        try (Stream<E> examples = fresh.stream()) {
            // a count alone may not run through the stream, which then reports nothing that is wrong with it
            count = examples.mapToLong(example -> 1).sum();
        }
        if (count == 0) {
            throw new InvalidDataException("There are no new examples to mix old ones into");
        }
        double replayed = share == 1 ? most : Math.rint(share / (1 - share) * count);
        return ExampleSource.concat(List.of(fresh, sample(old, kind, (int) Math.min(most, replayed))));
    }

    private <E> ExampleSource<E> sample(ExampleSource<E> old, ExampleKind<E> kind, int size) {
        Map<List<String>, Integer> unread = new LinkedHashMap<>();
        try (Stream<E> examples = old.stream()) {
            examples.forEach(example -> unread.merge(kind.labels(example), 1, Integer::sum));
        }
        return new RowSelection<>(old, rows(old, kind, unread, quotas(unread, size)));
    }

    /** How many examples of each class are drawn: equally many, and all of those that have fewer. */
    private static Map<List<String>, Integer> quotas(Map<List<String>, Integer> counts, int size) {
        Map<List<String>, Integer> quotas = new LinkedHashMap<>();
        List<Map.Entry<List<String>, Integer>> rarestFirst = new ArrayList<>(counts.entrySet());
        rarestFirst.sort(Map.Entry.comparingByValue());
        int left = size;
        int classes = rarestFirst.size();
        for (Map.Entry<List<String>, Integer> entry : rarestFirst) {
            int quota = Math.min(entry.getValue(), left / classes--);
            quotas.put(entry.getKey(), quota);
            left -= quota;
        }
        return quotas;
    }

    /**
     * Draws rows in one pass, each set of them as likely as any other (selection sampling; Fan, Muller and Rezucha, "Development of
     * Sampling Plans by Using Sequential (Item by Item) Selection Techniques", 1962).
     */
    private <E> int[] rows(
            ExampleSource<E> old,
            ExampleKind<E> kind,
            Map<List<String>, Integer> unread,
            Map<List<String>, Integer> wanted) {
        int[] rows =
                new int[wanted.values().stream().mapToInt(Integer::intValue).sum()];
        SplittableRandom random = new SplittableRandom(seed);
        int drawn = 0;
        try (Stream<E> examples = old.stream()) {
            Iterator<E> all = examples.iterator();
            for (int row = 0; all.hasNext(); row++) {
                List<String> labels = kind.labels(all.next());
                int left = unread.getOrDefault(labels, 0);
                int want = wanted.getOrDefault(labels, 0);
                if (left == 0) {
                    throw RowSelection.changed("more examples with the labels " + labels);
                }
                unread.put(labels, left - 1);
                if (random.nextInt(left) < want) {
                    wanted.put(labels, want - 1);
                    rows[drawn++] = row;
                }
            }
        }
        if (drawn < rows.length) {
            throw RowSelection.changed("fewer examples");
        }
        return rows;
    }
}
