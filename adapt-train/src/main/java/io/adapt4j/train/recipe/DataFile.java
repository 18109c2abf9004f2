package io.adapt4j.train.recipe;

import io.adapt4j.ContentHash;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A file with examples.
 *
 * @param path relative to the recipe's folder
 * @param format one of {@link DataFormats}
 * @param columns where the parts of an example are, such as {@code text} in the column {@code subject}; a part that is not named has
 *     a column of its own name
 * @param hash the SHA-256 of the file's bytes; other bytes are refused
 */
public record DataFile(String path, String format, SortedMap<String, String> columns, Optional<ContentHash> hash) {

    public DataFile {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    }

    /** A CSV file whose columns have the names of the parts. */
    public static DataFile csv(String path) {
        return new DataFile(path, "csv", new TreeMap<>(), Optional.empty());
    }

    /** The column of a part. */
    public DataFile withColumn(String part, String column) {
        SortedMap<String, String> all = new TreeMap<>(columns);
        all.put(part, column);
        return new DataFile(path, format, all, hash);
    }

    public DataFile withHash(ContentHash newHash) {
        return new DataFile(path, format, columns, Optional.of(newHash));
    }
}
