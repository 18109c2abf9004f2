package io.adapt4j.train.data.split;

import com.google.common.primitives.Ints;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Shuffle;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The row numbers of a source by group, each group shuffled; four bytes a row.
 *
 * @param rows groups in the order of their names
 * @param size the number of rows of the source
 */
@SuppressWarnings("ArrayRecordComponent")
record RowGroups(Collection<int[]> rows, int size) {

    /** One reading of the source. */
    static <E> RowGroups of(ExampleSource<E> source, Function<? super E, String> group, long seed) {
        TreeMap<String, int[]> rows = new TreeMap<>();
        TreeMap<String, Integer> counts = new TreeMap<>();
        int size = 0;
        try (Stream<E> examples = source.stream()) {
            for (Iterator<E> all = examples.iterator(); all.hasNext(); size++) {
                String name = group.apply(all.next());
                int count = counts.merge(name, 1, Integer::sum);
                int[] members = rows.computeIfAbsent(name, any -> new int[4]);
                if (count > members.length) {
                    members = Arrays.copyOf(members, Math.multiplyExact(members.length, 2));
                    rows.put(name, members);
                }
                members[count - 1] = size;
            }
        }
        if (size == 0) {
            throw new InvalidDataException("There are no examples to split");
        }
        SplittableRandom random = new SplittableRandom(seed);
        rows.replaceAll((name, members) -> Arrays.copyOf(members, counts.getOrDefault(name, 0)));
        rows.values().forEach(members -> Shuffle.apply(Ints.asList(members), random));
        return new RowGroups(rows.values(), size);
    }
}
