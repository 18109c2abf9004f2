package io.adapt4j.examples.fewshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.examples.Shots;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FewShotTest {
    @TempDir
    private Path folder;

    private static List<Example> mail(String spam, String ham, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new Example(i % 2 == 0 ? spam + " " + i : ham + " " + i, i % 2 == 0 ? "spam" : "ham"));
        }
        return examples;
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void accuracy_eachWay_isThatOfALearner(Way way) {
        Settings settings = new Settings();
        settings.epochs = 20;
        settings.learningRate = 1e-2;
        settings.contrastEpochs = 20;
        settings.contrastLearningRate = 1e-2;
        Dataset dataset =
                new Dataset("mail", mail("win cash now", "minutes of meeting", 60), mail("cash win", "meeting", 20));
        List<Example> drawn = Shots.draw(dataset.train(), 8, 1);
        assertThat(dataset.validating(drawn, 20).test())
                .hasSizeGreaterThanOrEqualTo(20)
                .doesNotContainAnyElementsOf(drawn);
        try (BaseModel base = TinyBase.open(1)) {
            Intents intents = new Intents(base, TinyBase.tokenizer(), Pooling.MEAN, settings);

            assertThat(intents.accuracy(way, drawn, dataset.test(), 1)).isGreaterThan(0.8);
        }
    }

    @Test
    void draw_moreThanAClassHas_takesAllOfIt() {
        List<Example> few = List.of(new Example("a", "x"), new Example("b", "x"), new Example("c", "y"));

        assertThat(Shots.draw(few, 2, 1)).containsExactlyInAnyOrderElementsOf(few);
        assertThat(Shots.draw(few, 1, 1)).hasSize(2);
    }

    @Test
    void draw_shareOfAClass_leavesTheRestOfIt() {
        List<Example> examples = List.of(
                new Example("a", "x"),
                new Example("b", "x"),
                new Example("c", "x"),
                new Example("d", "x"),
                new Example("e", "y"));

        assertThat(Shots.draw(examples, 4, 0.75, 1)).extracting(Example::label).containsExactly("x", "x", "x", "y");
        assertThat(Shots.draw(examples, 2, 0.75, 1)).hasSize(3);
    }

    @Test
    void report_draws_areDotsAndTheirMeanARow() {
        Outcome outcome = new Outcome("mail", "tiny", 5, Way.CONTRAST, List.of(0.5, 0.75, 1.0), 2);

        assertThat(outcome.deviation()).isCloseTo(0.25, within(1e-12));
        assertThat(outcome.cells()).containsExactly("mail", "tiny", "5", "contrast", "75.00%", "25.00", "2");
        assertThat(outcome.cells()).hasSameSizeAs(FewShotReport.HEAD);
        assertThat(FewShotReport.of(List.of(outcome)).html()).contains("<svg", "mail on tiny", "75.00%");
    }

    @Test
    void read_bothFormats_leaveOutWhatIsOutOfScope() throws IOException {
        Files.writeString(folder.resolve("train.csv"), "text,category\nmy card,card\n");
        Files.writeString(folder.resolve("test.csv"), "text,category\na transfer,transfer\n");
        Dataset csv = Dataset.read(folder);
        assertThat(csv.train()).containsExactly(new Example("my card", "card"));
        assertThat(csv.test()).containsExactly(new Example("a transfer", "transfer"));

        Files.writeString(
                folder.resolve("data_full.json"),
                "{\"train\": [[\"hi\", \"greet\"]], \"test\": [[\"bye\", \"leave\"]], \"oos_test\": [[\"?\", \"oos\"]]}");
        Dataset json = Dataset.read(folder);
        assertThat(json.train()).containsExactly(new Example("hi", "greet"));
        assertThat(json.test()).containsExactly(new Example("bye", "leave"));
    }
}
