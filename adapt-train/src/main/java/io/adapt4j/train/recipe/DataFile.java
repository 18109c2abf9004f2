package io.adapt4j.train.recipe;

import io.adapt4j.ContentHash;
import io.adapt4j.train.data.policy.DataTags;
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
 * @param tags what is known about the data, for the recipe's policy
 */
public record DataFile(
        String path, String format, SortedMap<String, String> columns, Optional<ContentHash> hash, DataTags tags) {

    public DataFile {
        columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    }

    /** A CSV file whose columns have the names of the parts. */
    public static DataFile csv(String path) {
        return of(path, "csv");
    }

    /**
     * A file whose columns have the names of the parts.
     *
     * @param format {@code csv}, {@code jsonl}, {@code arrow} or {@code conll}
     */
    public static DataFile of(String path, String format) {
        return new DataFile(path, format, new TreeMap<>(), Optional.empty(), DataTags.none());
    }

    /** The column of a part. */
    public DataFile withColumn(String part, String column) {
        SortedMap<String, String> all = new TreeMap<>(columns);
        all.put(part, column);
        return new DataFile(path, format, all, hash, tags);
    }

    public DataFile withHash(ContentHash newHash) {
        return new DataFile(path, format, columns, Optional.of(newHash), tags);
    }

    public DataFile withTags(DataTags newTags) {
        return new DataFile(path, format, columns, hash, newTags);
    }
}
