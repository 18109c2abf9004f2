package io.adapt4j.train.data;

import io.adapt4j.error.InvalidDataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sentences from a file in the format of the CoNLL shared tasks; see {@link ExampleSource#conll}. */
record ConllSource(Path file) implements ExampleSource<TaggedText> {

    @Override
    public List<TaggedText> read() {
        List<TaggedText> sentences = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<String> tags = new ArrayList<>();
        int number = 0;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                number++;
                String[] columns = line.strip().split("\\s+");
                if (line.isBlank() || line.startsWith("-DOCSTART-")) {
                    end(words, tags, sentences);
                } else if (columns.length < 2) {
                    throw new InvalidDataException("Line " + number + " in " + file.toAbsolutePath()
                            + " should be a word and a tag, but is \"" + line + "\"");
                } else {
                    words.add(columns[0]);
                    tags.add(columns[columns.length - 1]);
                }
            }
        } catch (IOException e) {
            throw new InvalidDataException(
                    "Cannot read the tagged text " + file.toAbsolutePath() + " after line " + number + ": " + e, e);
        }
        end(words, tags, sentences);
        return sentences;
    }

    private static void end(List<String> words, List<String> tags, List<TaggedText> sentences) {
        if (!words.isEmpty()) {
            sentences.add(new TaggedText(words, tags));
            words.clear();
            tags.clear();
        }
    }
}
