package io.adapt4j.train.recipe;

import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Row;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The formats of files that a recipe can name. */
final class DataFormats {
    private static final Map<String, Format> ALL = new LinkedHashMap<>();

    static {
        ALL.put("csv", ExampleSource::csv);
        ALL.put("jsonl", ExampleSource::jsonLines);
        ALL.put("arrow", ExampleSource::arrow);
        ALL.put("conll", (file, example) -> ExampleSource.conll(file).map(KeptRow::of));
    }

    /** Reads files of one format, of which some have rows and some have examples of their own. */
    private interface Format {
        ExampleSource<? extends KeptRow<?>> open(Path file, Function<Row, KeptRow<?>> example);
    }

    private DataFormats() {}

    /** The names, each of which stands for itself in a document. */
    static Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        ALL.keySet().forEach(name -> names.put(name, name));
        return names;
    }

    static ExampleSource<? extends KeptRow<?>> open(Path file, String name, Function<Row, KeptRow<?>> example) {
        Format format = ALL.get(name);
        if (format == null) {
            throw new InvalidRecipeException("Unknown data format \"" + name + "\"; there are " + ALL.keySet());
        }
        return format.open(file, example);
    }
}
