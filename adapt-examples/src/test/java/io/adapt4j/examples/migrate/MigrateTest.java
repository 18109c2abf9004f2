package io.adapt4j.examples.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.examples.fewshot.Dataset;
import io.adapt4j.runtime.text.TextEncoder;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.migrate.compare.TextBase;
import io.adapt4j.train.migrate.strategy.Alignment;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrateTest {
    private static final List<String> WAYS = List.of(
            "old base + adapter",
            "new base alone",
            "comparing the bases",
            "direct",
            "projected",
            "distilled",
            "refined",
            "projected, all labels",
            "trained again",
            "automatic");

    @TempDir
    private Path folder;

    private static Place tiny(BaseModel base) {
        return new Place("tiny", new TextBase(base, TinyBase.tokenizer()), Pooling.MEAN);
    }

    private static Training training() {
        Training training = new Training();
        training.epochs = 6;
        training.distilEpochs = 2;
        training.learningRate = 1e-2;
        training.headLearningRate = 1e-2;
        training.distilLearningRate = 5e-3;
        training.maxLength = 32;
        return training;
    }

    private static List<Example> mail(String spam, String ham, int count) {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new Example(i % 2 == 0 ? spam + " " + i : ham + " " + i, i % 2 == 0 ? "spam" : "ham"));
        }
        return examples;
    }

    @Test
    void draw_logged_hasTheTextsOfTheExamplesAmongTheOthers() {
        Dataset dataset = new Dataset("mail", mail("win cash", "minutes of", 200), mail("cash win", "meeting", 40));
        Draw apart = Draw.of(dataset, 1, 30, 80, false, 40, 30);
        Draw logged = Draw.of(dataset, 1, 30, 80, true, 40, 30);
        List<String> drawn = logged.drawn().stream().map(Example::text).toList();

        assertThat(logged.drawn()).isEqualTo(apart.drawn());
        assertThat(logged.judged()).isEqualTo(apart.judged());
        assertThat(logged.unlabelled()).hasSize(80).doesNotHaveDuplicates().containsAll(drawn);
        assertThat(logged.unlabelled().subList(0, 60)).isNotEqualTo(drawn);
        assertThat(apart.unlabelled()).hasSize(80).doesNotContainAnyElementsOf(drawn);
        assertThat(logged.unlabelled())
                .doesNotContainAnyElementsOf(
                        logged.judged().stream().map(Example::text).toList());
    }

    @Test
    void trial_successor_triesEachWayAndKeepsTheGain() throws IOException {
        Dataset dataset =
                new Dataset("mail", mail("win cash now", "minutes of meeting", 200), mail("cash win", "meeting", 40));
        Draw draw = Draw.of(dataset, 1, 30, 80, false, 40, 30);
        assertThat(draw.drawn())
                .hasSize(60)
                .doesNotContainAnyElementsOf(draw.unlabelled().stream()
                        .map(text -> new Example(text, "spam"))
                        .toList());
        assertThat(draw.test()).hasSize(30);
        assertThat(draw.judged()).hasSize(40).doesNotContainAnyElementsOf(draw.drawn());
        try (Place old = tiny(TinyBase.open(1));
                Place now = Successor.of(old, training(), mail("hot coins", "code review", 40), 5, 1)) {
            assertThat(now.model().hash()).isNotEqualTo(old.model().hash());
            List<Row> rows = new ArrayList<>();
            Trial trial = new Trial(old, training(), draw, 6);
            List<Row> again = trial.to(now, Trial.Extent.ALL, rows::add);
            assertThat(trial.to(now, Trial.Extent.BRIEF, row -> {}))
                    .extracting(Row::way)
                    .containsExactlyElementsOf(WAYS.stream()
                            .filter(way -> !way.equals(Summary.INFORMED) && !way.equals("automatic"))
                            .toList());

            List<Row> choice = trial.to(now, Trial.Extent.CHOICE, row -> {});
            assertThat(choice)
                    .extracting(Row::way)
                    .containsExactly(WAYS.get(0), WAYS.get(1), WAYS.get(2), "trained again", "automatic");
            assertThat(choice.get(4).accuracy())
                    .isEqualTo(again.get(again.size() - 1).accuracy());

            List<Row> compared = trial.to(now, List.of(Alignment.IDENTITY, Alignment.SUBSPACES), row -> {});
            assertThat(compared)
                    .extracting(Row::way)
                    .containsExactly(
                            WAYS.get(0), WAYS.get(1), "projected, IDENTITY", "projected, SUBSPACES", "trained again");
            assertThat(compared.get(3).note()).startsWith("deltas ").contains(", error 0.", " without them");

            assertThat(rows).isEqualTo(again);
            assertThat(rows).extracting(Row::way).containsExactlyElementsOf(WAYS);
            Row before = rows.get(0);
            Row direct = rows.get(3);
            double gain = before.accuracy().orElseThrow() - NearestNames.accuracy(old, draw.test(), 32);
            assertThat(direct.retention().orElseThrow())
                    .isCloseTo(
                            (direct.accuracy().orElseThrow()
                                            - rows.get(1).accuracy().orElseThrow())
                                    / gain,
                            within(1e-9));
            assertThat(direct.accuracy().orElseThrow()).isGreaterThan(0.8);
            assertThat(direct.labels()).isZero();
            assertThat(rows.get(6).labels()).isEqualTo(6);
            assertThat(rows.get(7).labels()).isEqualTo(60);
            assertThat(rows.get(8).wallShare()).isEqualTo(1);
            assertThat(rows.get(9).note()).isNotEmpty();

            String html = MigrateReport.of(rows, "a test").html();
            assertThat(html).contains("<svg", "tiny to tiny, trained further", "The automatic choice");
            assertThat(Summary.choices(Summary.of(rows))).hasSize(1);
            assertThat(direct.toJson().get("way").getAsString()).isEqualTo("direct");
        }
    }

    @Test
    void llamaTokenizer_mergesTheBestPairFirst() throws IOException {
        Path file = folder.resolve("vocab.json");
        Files.writeString(file, """
                [["<unk>", 0.0], ["<s>", 0.0], [" ", -9.0], ["a", -10.0], ["b", -11.0], ["c", -12.0],
                 ["bc", -1.0], ["ab", -2.0], [" a", -3.0]]
                """);
        TokenizerFile tokenizer = LlamaTokenizer.read(file);

        // " abc": "bc" is the best pair, then " a"
        assertThat(TextEncoder.of(tokenizer, 8).encode(List.of("abc")).get(0).ids())
                .containsExactly(1, 8, 6);
    }

    @Test
    void summary_ofSeveralSeeds_hasTheirMeansAndHowManyGaveNothing() {
        Row one = new Row("d", 1, "m", "direct", OptionalDouble.of(0.5), OptionalDouble.of(1), 0, 2, 0.5, 0.25, "");
        Row none =
                new Row("d", 2, "m", "direct", OptionalDouble.empty(), OptionalDouble.empty(), 0, 0, 0, 0, "skipped");

        List<String> cells = Summary.of(List.of(one, none)).get(0).cells();

        assertThat(cells)
                .containsExactly(
                        "d", "m", "direct", "50.0%", "100.0%", "0", "1.0", "25.0%", "12.5%", "skipped (1 of 2)");
        assertThat(cells).hasSameSizeAs(Summary.HEAD);
    }
}
