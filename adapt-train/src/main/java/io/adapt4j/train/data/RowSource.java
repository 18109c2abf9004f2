package io.adapt4j.train.data;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Streams;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.InvalidDataException;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Examples made of rows; whatever goes wrong is said with the place where it did.
 *
 * @param name the file or query, for errors
 * @param open begins a reading
 * @param example makes an example of a row
 */
record RowSource<E>(String name, Callable<RowReader> open, Function<Row, E> example) implements ExampleSource<E> {

    @Override
    public Stream<E> stream() {
        RowReader reader;
        try {
            reader = open.call();
        } catch (Exception e) {
            throw unreadable("Cannot read " + name, e);
        }
        return Streams.stream(new Reading(reader)).onClose(() -> close(reader));
    }

    private void close(RowReader reader) {
        try {
            reader.close();
        } catch (Exception e) {
            throw unreadable("Cannot end reading " + name, e);
        }
    }

    private static AdaptException unreadable(String what, Exception e) {
        return e instanceof AdaptException known ? known : new InvalidDataException(what + ": " + e, e);
    }

    private final class Reading extends AbstractIterator<E> {
        private final RowReader reader;
        private long good;

        Reading(RowReader reader) {
            this.reader = reader;
        }

        @Override
        protected @Nullable E computeNext() {
            Row row = row();
            if (row == null) {
                return endOfData();
            }
            E made = made(row);
            good++;
            return made;
        }

        private @Nullable Row row() {
            try {
                return reader.next();
            } catch (InvalidDataException e) {
                throw new InvalidDataException(name + ", " + reader.place() + ": " + e.getMessage(), e);
            } catch (Exception e) {
                throw unreadable("Malformed data in " + name + " after " + good + " good rows", e);
            }
        }

        private E made(Row row) {
            try {
                E made = example.apply(row);
                if (made != null) {
                    return made;
                }
            } catch (RuntimeException e) {
                throw new InvalidDataException(name + ", " + reader.place() + ": " + e.getMessage(), e);
            }
            throw new InvalidDataException(name + ", " + reader.place() + ": no example was made of it");
        }
    }
}
