package io.adapt4j.train.data;

import com.google.common.collect.AbstractIterator;
import com.google.common.collect.Streams;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Several sources one after the other, of which one is open at a time; {@link Stream#flatMap} would hold each in memory. */
record JoinedSource<E>(List<ExampleSource<E>> sources) implements ExampleSource<E> {

    @Override
    public Stream<E> stream() {
        Reading<E> reading = new Reading<>(sources.iterator());
        return Streams.stream(reading).onClose(reading::close);
    }

    private static final class Reading<E> extends AbstractIterator<E> {
        private final Iterator<ExampleSource<E>> waiting;
        private Stream<E> open = Stream.empty();
        private Iterator<E> examples = open.iterator();

        Reading(Iterator<ExampleSource<E>> waiting) {
            this.waiting = waiting;
        }

        @Override
        protected @Nullable E computeNext() {
            while (!examples.hasNext()) {
                open.close();
                if (!waiting.hasNext()) {
                    return endOfData();
                }
                open = waiting.next().stream();
                examples = open.iterator();
            }
            return examples.next();
        }

        void close() {
            open.close();
        }
    }
}
