package io.adapt4j.train.data;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Where examples come from. They are read one after the other, so that there may be more than fit in memory, and several times: a
 * training reads them once to learn what labels there are, and once to tokenise them. Each reading gives the same examples in the
 * same order.
 *
 * @param <E> the kind of examples, such as {@link Example}
 */
@FunctionalInterface
public interface ExampleSource<E> {

    /**
     * One reading of the examples. It must be closed, for it may hold a file or a connection.
     *
     * @throws io.adapt4j.error.InvalidDataException when they cannot be read: here, or while they are taken from the stream; says
     *     the file and the line
     */
    Stream<E> stream();

    /**
     * All the examples, in memory.
     *
     * @throws io.adapt4j.error.InvalidDataException when they cannot be read
     */
    default List<E> read() {
        try (Stream<E> examples = stream()) {
            return examples.toList();
        }
    }

    /** The same examples, changed as they are read. */
    default <F> ExampleSource<F> map(Function<? super E, ? extends F> change) {
        return () -> stream().map(change);
    }

    /**
     * Each example as many times as said, in the order of this source.
     *
     * @param times one number for each example; 0 leaves it out. A reading that meets more or fewer examples fails with an
     *     {@link io.adapt4j.error.InvalidDataException}, for the source has changed then.
     */
    default ExampleSource<E> times(int[] times) {
        return new RepeatedSource<>(this, times.clone());
    }

    /** Examples held in memory. */
    static <E> ExampleSource<E> of(List<E> examples) {
        return List.copyOf(examples)::stream;
    }

    /** Examples that can be taken once only, such as those of a stream or queue; they are held in memory. */
    static <E> ExampleSource<E> copyOf(Iterator<E> examples) {
        return of(ImmutableList.copyOf(examples));
    }

    /** The examples of several sources, one source after the other. */
    static <E> ExampleSource<E> concat(List<ExampleSource<E>> sources) {
        return new JoinedSource<>(List.copyOf(sources));
    }

    /**
     * The rows of a CSV file with a header (RFC 4180, UTF-8).
     *
     * @param textColumn name of the column that holds the text
     * @param labelColumn name of the column that holds the label
     */
    static ExampleSource<Example> csv(Path file, String textColumn, String labelColumn) {
        return csv(file, Example.of(textColumn, labelColumn));
    }

    /**
     * As {@link #csv(Path, String, String)}, for examples of any kind.
     *
     * @param example makes an example of a row
     */
    static <E> ExampleSource<E> csv(Path file, Function<Row, E> example) {
        return new RowSource<>(file.toAbsolutePath().toString(), () -> new CsvRows(file), example);
    }

    /**
     * The objects of a JSON Lines file (UTF-8), one on each line; empty lines are left out.
     *
     * @param example makes an example of a row, such as {@code Example.of("text", "label")}; the columns are the object's members
     */
    static <E> ExampleSource<E> jsonLines(Path file, Function<Row, E> example) {
        return new RowSource<>(file.toAbsolutePath().toString(), () -> new JsonLinesRows(file), example);
    }

    /**
     * The rows of an uncompressed Arrow file or stream, as Feather and Hugging Face data sets are. Needs
     * {@code org.apache.arrow:arrow-vector} and {@code arrow-memory-unsafe} on the class path, without which reading fails with an
     * {@link io.adapt4j.error.UnsupportedFeatureException}; no option of the JVM.
     *
     * @param example makes an example of a row
     */
    static <E> ExampleSource<E> arrow(Path file, Function<Row, E> example) {
        return new RowSource<>(file.toAbsolutePath().toString(), () -> ArrowFile.open(file), example);
    }

    /**
     * The rows of an SQL query. Each reading runs it again, in a transaction of its own that is rolled back; it must give the same
     * rows in the same order, so it should have an ORDER BY.
     *
     * @param example makes an example of a row; the columns have the labels that the database gives them
     */
    static <E> ExampleSource<E> sql(DataSource database, String query, Function<Row, E> example) {
        return new RowSource<>("\"" + query + "\"", () -> new QueryRows(database, query), example);
    }

    /**
     * The sentences of a file as the CoNLL shared tasks have them (UTF-8): a word per line with its tag in the last column,
     * columns separated by white space, an empty line after each sentence. Lines that begin with {@code -DOCSTART-} are left
     * out.
     */
    static ExampleSource<TaggedText> conll(Path file) {
        return new RowSource<>(file.toAbsolutePath().toString(), () -> new ConllRows(file), ConllRows::example);
    }
}
