package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvSourceTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("data.csv"), content);
    }

    @Test
    void read_quotedFields_keepsCommasAndLineBreaks() throws IOException {
        Path file = file("subject,label\n\"a, \"\"b\"\"\nc\",spam\nplain,ham\n");

        assertThat(ExampleSource.csv(file, "subject", "label").read())
                .containsExactly(new Example("a, \"b\"\nc", "spam"), new Example("plain", "ham"));
    }

    @Test
    void read_byteOrderMark_isSkipped() throws IOException {
        assertThat(ExampleSource.csv(file("\uFEFFsubject,label\nx,y\n"), "subject", "label")
                        .read())
                .containsExactly(new Example("x", "y"));
    }

    @Test
    void read_missingFile_namesThePath() {
        assertThatThrownBy(() ->
                        ExampleSource.csv(folder.resolve("none.csv"), "a", "b").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("none.csv");
    }

    @Test
    void read_unknownColumn_listsTheHeader() throws IOException {
        Path file = file("subject,label\nx,y\n");

        assertThatThrownBy(() -> ExampleSource.csv(file, "text", "label").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("\"text\"")
                .hasMessageContaining("subject");
    }

    @Test
    void read_shortRow_namesTheLine() throws IOException {
        Path file = file("subject,label\nx,y\nonly one\n");

        assertThatThrownBy(() -> ExampleSource.csv(file, "subject", "label").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void read_notUtf8_isRefused() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "subject,label\n\u00e9,y\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> ExampleSource.csv(file, "subject", "label").read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("latin.csv");
    }

    @Test
    void read_rowsWithNumbers_makesExamplesOfThemAndNamesWhatIsNone() throws IOException {
        ExampleSource<NumericExample> prices = ExampleSource.csv(
                file("text,price\na,1.5\nb, 2\n"), row -> NumericExample.of(row.text("text"), row.number("price")));
        assertThat(prices.read()).containsExactly(NumericExample.of("a", 1.5), NumericExample.of("b", 2));

        ExampleSource<NumericExample> wrong = ExampleSource.csv(
                file("text,price\na,NaN\n"), row -> NumericExample.of(row.text("text"), row.number("price")));
        assertThatThrownBy(wrong::read)
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("price")
                .hasMessageContaining("line 2");
    }

    @Test
    void conll_sentences_areReadWithTheirLastColumn() throws IOException {
        Path file = file("-DOCSTART- O\n\nAda NNP B-PER\nwrote VBD O\n\n\nBonn NNP B-LOC\n");
        assertThat(ExampleSource.conll(file).read())
                .containsExactly(
                        new TaggedText(List.of("Ada", "wrote"), List.of("B-PER", "O")),
                        new TaggedText(List.of("Bonn"), List.of("B-LOC")));
        assertThatThrownBy(() -> ExampleSource.conll(file("Ada\n")).read())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("line 1");
    }
}
