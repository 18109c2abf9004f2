package io.adapt4j.train.data;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.adapt4j.ContentHash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What examples of one kind consist of, for everything that looks at data without learning from it: policies, data cards,
 * duplicates. Those of the library are in {@link ExampleKinds}.
 *
 * @param <E> the kind of examples
 */
public interface ExampleKind<E> {

    /** The texts. */
    List<String> texts(E example);

    /** The labels; empty where the kind has none. */
    List<String> labels(E example);

    /** All of the example, as the hash of a data set takes it. */
    List<String> parts(E example);

    /**
     * The example with parts of its texts replaced.
     *
     * @param masks finds what to replace in a text, in the order of the text and without overlaps
     */
    E masked(E example, Function<String, List<Mask>> masks);

    /** Adds an example to the hash of a data set. */
    default void hash(E example, Hasher hasher) {
        for (String part : parts(example)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            hasher.putInt(bytes.length).putBytes(bytes);
        }
    }

    /** The hash of all examples, in order, by which manifests know a data set. */
    default ContentHash hash(ExampleSource<E> source) {
        Hasher hasher = Hashing.sha256().newHasher();
        try (Stream<E> examples = source.stream()) {
            examples.forEachOrdered(example -> hash(example, hasher));
        }
        return ContentHash.of(hasher);
    }

    /** A text with parts of it replaced. */
    static String masked(String text, List<Mask> masks) {
        if (masks.isEmpty()) {
            return text;
        }
        StringBuilder masked = new StringBuilder();
        int at = 0;
        for (Mask mask : masks) {
            masked.append(text, at, mask.start()).append(mask.replacement());
            at = mask.end();
        }
        return masked.append(text, at, text.length()).toString();
    }
}
