package io.adapt4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.error.InvalidDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    @TempDir
    private Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("data.jsonl"), content);
    }

    private ExampleSource<Example> labelled(String content) throws IOException {
        return ExampleSource.jsonLines(file(content), Example.of("text", "label"));
    }

    @Test
    void read_objects_makesExamplesOfThem() throws IOException {
        assertThat(labelled("\uFEFF{\"text\":\"a\\nb\",\"label\":\"spam\",\"more\":{}}\n\n{\"label\":3,\"text\":\"c\"}")
                        .read())
                .containsExactly(new Example("a\nb", "spam"), new Example("c", "3"));
    }

    @Test
    void read_arraysAndNumbers_areTakenAsTheyAre() throws IOException {
        Path file = file("{\"t\":\"x\",\"l\":[\"a\",\"b\"],\"n\":0.1}\n{\"t\":\"y\",\"l\":[],\"n\":\"-2\"}");

        assertThat(ExampleSource.jsonLines(
                                file, row -> new MultiLabelExample(row.text("t"), Set.copyOf(row.texts("l"))))
                        .read())
                .containsExactly(new MultiLabelExample("x", Set.of("a", "b")), new MultiLabelExample("y", Set.of()));
        assertThat(ExampleSource.jsonLines(file, row -> NumericExample.of(row.text("t"), row.number("n")))
                        .read())
                .containsExactly(NumericExample.of("x", 0.1), NumericExample.of("y", -2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\":\"a\",\"label\":\"b\"",
                "{'text':'a','label':'b'}",
                "[\"a\",\"b\"]",
                "{\"text\":\"a\",\"label\":\"b\"} {}",
                "{\"text\":\"a\"}",
                "{\"text\":null,\"label\":\"b\"}",
                "{\"text\":{\"de\":\"a\"},\"label\":\"b\"}",
                "{\"text\":[\"a\"],\"label\":\"b\"}",
                "nonsense",
                "null"
            })
    void read_badLine_namesFileAndLine(String bad) throws IOException {
        ExampleSource<Example> source = labelled("{\"text\":\"a\",\"label\":\"b\"}\n\n" + bad + "\n");

        assertThatThrownBy(source::read)
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("data.jsonl, line 3:");
    }

    @Test
    void read_exampleThatCannotBeMade_namesTheLine() throws IOException {
        ExampleSource<TaggedText> source = ExampleSource.jsonLines(
                file("{\"w\":[\"a\",\"b\"],\"t\":[\"O\"]}"), row -> new TaggedText(row.texts("w"), row.texts("t")));

        assertThatThrownBy(source::read)
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("line 1:")
                .hasMessageContaining("2 words and 1 tags");
    }

    @Test
    void stream_badLineFarOff_isMetOnlyThere() throws IOException {
        ExampleSource<Example> source = labelled("{\"text\":\"a\",\"label\":\"b\"}\nbad\n");

        try (var examples = source.stream()) {
            assertThat(examples.limit(1).toList()).isEqualTo(List.of(new Example("a", "b")));
        }
    }
}
