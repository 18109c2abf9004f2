package io.adapt4j.train.data;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Streams;
import io.adapt4j.error.InvalidDataException;
import java.util.Iterator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a source, in its order. Unlike {@link RepeatedSource} it keeps a number for each row that is taken, not for each
 * that there is.
 *
 * @param rows their indexes, ascending
 */
@SuppressWarnings("ArrayRecordComponent")
record RowSelection<E>(ExampleSource<E> source, int[] rows) implements ExampleSource<E> {

    @Override
    public Stream<E> stream() {
        Stream<E> all = source.stream();
        return Streams.stream(new Reading<>(all.iterator(), rows)).onClose(all::close);
    }

    static InvalidDataException changed(String now) {
        return new InvalidDataException(
                "The source now has " + now + " than before; it must give the same examples each time it is read");
    }

    private static final class Reading<E> extends AbstractIterator<E> {
        private final Iterator<E> all;
        private final int[] rows;
        private int row;
        private int taken;

        Reading(Iterator<E> all, int[] rows) {
            this.all = all;
            this.rows = rows;
        }

        @Override
        protected @Nullable E computeNext() {
            while (taken < rows.length) {
                if (!all.hasNext()) {
                    throw changed("fewer examples");
                }
                E example = all.next();
                if (row++ == rows[taken]) {
                    taken++;
                    return example;
                }
            }
            return endOfData();
        }
    }
}
