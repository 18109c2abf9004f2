package io.adapt4j.train.data;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Streams;
import io.adapt4j.error.InvalidDataException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Each example of a source as many times as said; see {@link ExampleSource#times}. */
@SuppressWarnings("ArrayRecordComponent")
record RepeatedSource<E>(ExampleSource<E> source, int[] times) implements ExampleSource<E> {

    @Override
    public Stream<E> stream() {
        Stream<E> all = source.stream();
        return Streams.stream(new Reading<>(all.iterator(), times)).onClose(all::close);
    }

    private static final class Reading<E> extends AbstractIterator<E> {
        private final Iterator<E> all;
        private final int[] times;
        private int row = -1;
        private int left;
        private @Nullable E example;

        Reading(Iterator<E> all, int[] times) {
            this.all = all;
            this.times = times;
        }

        @Override
        protected @Nullable E computeNext() {
            while (left == 0) {
                row++;
                if (all.hasNext() != row < times.length) {
                    throw new InvalidDataException("The source had " + times.length + " examples, but now has "
                            + (all.hasNext() ? "more" : row)
                            + "; it must give the same examples each time it is read");
                }
                if (row == times.length) {
                    return endOfData();
                }
                example = all.next();
                left = times[row];
            }
            left--;
            return example;
        }
    }
}
