package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sentences of a file in the format of the CoNLL shared tasks, as rows of words and tags. */
final class ConllRows implements RowReader {
    private static final String WORDS = "words";
    private static final String TAGS = "tags";

    private final TextLines lines;

    ConllRows(Path file) throws IOException {
        this.lines = new TextLines(file);
    }

    static TaggedText example(Row row) {
        return new TaggedText(row.texts(WORDS), row.texts(TAGS));
    }

    @Override
    public @Nullable Row next() throws IOException {
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            String[] columns = line.strip().split("\\s+");
            if (!line.isBlank() && !line.startsWith("-DOCSTART-")) {
                if (columns.length < 2) {
                    throw new InvalidDataException("it should be a word and a tag, but is \"" + line + "\"");
                }
                words.add(columns[0]);
                tags.add(columns[columns.length - 1]);
            } else if (!words.isEmpty()) {
                break;
            }
        }
        return words.isEmpty() ? null : new Cells(List.of(WORDS, TAGS), column -> column.equals(WORDS) ? words : tags);
    }

    @Override
    public String place() {
        return lines.place();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
