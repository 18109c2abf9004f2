package io.adapt4j.train.loop.feedback;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import io.adapt4j.train.data.ExampleSource;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Where labelled texts are kept, in the order in which they came. They are added and never changed, so that a number says which of
 * them a training has. Safe for use by many threads.
 */
public interface LabelStore extends AutoCloseable {

    /**
     * Adds a labelled text; once this returns, it survives a crash.
     *
     * @return false when there is one of that prediction already; the first one stays
     * @throws io.adapt4j.error.StorageException when it cannot be stored; it is not there then
     */
    boolean append(LabelledText label);

    /** How many there are. */
    long size();

    /**
     * Some of them, in their order, each reading the same.
     *
     * @param from the number of the first, from 0
     * @param to the number after the last; not more than {@link #size}
     */
    ExampleSource<LabelledText> labels(long from, long to);

    /** The hash of the first so many, by which a run knows that they are what they were. */
    default ContentHash hash(long to) {
        Hasher hasher = Hashing.sha256().newHasher();
        try (Stream<LabelledText> labels = labels(0, to).stream()) {
            labels.forEachOrdered(label -> {
                byte[] line = label.line().getBytes(StandardCharsets.UTF_8);
                hasher.putInt(line.length).putBytes(line);
            });
        }
        return ContentHash.of(hasher);
    }

    /** Frees the store. May be called twice. */
    @Override
    void close();
}
