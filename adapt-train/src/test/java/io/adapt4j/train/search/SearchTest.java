package io.adapt4j.train.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Mail;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTest {
    private static final String RECIPE = """
            version: 1
            base: {model: base.onnx, tokenizer: tokenizer.json}
            method: {name: lora, rank: 2}
            task: {name: text-classification, labels: [spam, ham]}
            data:
              train: {path: mail.csv}
              evaluation: {path: other.csv}
            schedule: {epochs: 2, maxSteps: 9}
            batch: {size: 8}
            """;
    private static final String SEARCH = """
            version: 1
            recipe: recipe.yaml
            parameters:
              optimizer.learningRate: [1e-5, 2e-2]
              method.rank: [1, 2]
            strategy: {name: grid}
            parallel: 1
            """;
    private static final String HALVING = SEARCH.replace("{name: grid}", "{name: halving, trials: 4, reduction: 2}")
            .replace("[1e-5, 2e-2]", "{name: log-uniform, from: 1e-6, to: 3e-2}");

    private static BaseModel base;

    @TempDir
    private Path folder;

    private final AtomicInteger trainings = new AtomicInteger();

    @BeforeAll
    static void open() {
        base = TinyBase.open(1);
    }

    @AfterAll
    static void close() {
        base.close();
    }

    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(folder.resolve("base.onnx"), TinyBase.onnx(1));
        Files.writeString(folder.resolve("tokenizer.json"), TinyBase.tokenizer().json());
        Files.writeString(folder.resolve("mail.csv"), csv(40, 1));
        Files.writeString(folder.resolve("other.csv"), csv(20, 2));
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE);
    }

    private static String csv(int count, long seed) {
        return Mail.examples(count, seed).stream()
                .map(example -> example.text() + "," + example.label())
                .collect(Collectors.joining("\n", "text,label\n", "\n"));
    }

    private Search search(String document) throws IOException {
        return Search.load(Files.writeString(folder.resolve("search.yaml"), document));
    }

    private TrialTrainer trainer() {
        return (recipe, settings) -> {
            trainings.incrementAndGet();
            return recipe.on(base).settings(settings).train();
        };
    }

    @Test
    void run_sampleOfThePage_givesTheBestRecipe() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/recipes.md"));
        List<String> section = page.subList(page.indexOf("## Searching"), page.size());
        List<String> sample = section.subList(section.indexOf("```yaml") + 1, section.size());
        Files.writeString(folder.resolve("triage.yaml"), RECIPE);

        SearchResult found = run(search(String.join("\n", sample.subList(0, sample.indexOf("```")))), "trials");

        assertThat(found.trials()).hasSize(4);
        assertThat(found.recipe().method()).isIn(Lora.rank(2), Lora.rank(4));
    }

    private SearchResult run(Search search, String name) {
        return search.run(folder.resolve(name), trainer(), trial -> {});
    }

    /** All that does not differ from run to run. */
    private static List<String> outcomes(SearchResult result) {
        return result.trials().stream()
                .map(trial -> trial.trial() + " " + trial.rung() + " " + trial.parameters() + " " + trial.steps() + " "
                        + trial.metrics() + " " + trial.adapter() + " " + trial.failure())
                .toList();
    }

    @Test
    void run_grid_findsTheBestAndItsRecipeGivesItsAdapter() throws IOException {
        SearchResult result = search(SEARCH).run(folder.resolve("out"));

        assertThat(result.trials()).extracting(TrialResult::steps).containsExactly(9, 9, 9, 9);
        double best = result.trials().stream()
                .mapToDouble(trial -> trial.metrics().get("accuracy"))
                .max()
                .orElseThrow();
        assertThat(result.best().metrics()).containsEntry("accuracy", best);
        assertThat(result.best().parameters().get("optimizer.learningRate").getAsDouble())
                .isEqualTo(2e-2);
        assertThat(result.table()).hasSize(5);
        assertThat(result.table().get(1).get(0))
                .isEqualTo(Integer.toString(result.best().trial()));

        Files.copy(folder.resolve("out/best.json"), folder.resolve("best.json"));
        TrainingResult again = Recipe.load(folder.resolve("best.json")).on(base).train();
        assertThat(again.adapter().hash()).isEqualTo(result.best().adapter().orElseThrow());
        assertThat(Files.readString(folder.resolve("out/result.json"))).contains("the recipe's evaluation data");
        assertThat(Files.list(folder.resolve("out/checkpoints"))).isEmpty();
    }

    @Test
    void run_parallel_isAsOneAfterTheOther() throws IOException {
        Search search = search(HALVING);

        assertThat(outcomes(run(search.withParallel(3), "parallel"))).isEqualTo(outcomes(run(search, "sequential")));
        assertThat(outcomes(run(search.withParallel(0), "measured"))).isEqualTo(outcomes(run(search, "sequential")));
    }

    @Test
    void run_halving_trainsTheBestHalfLongerAndGivesTheFullTraining() throws IOException {
        Search search = search(HALVING);
        SearchResult result = run(search, "out");

        for (int rung = 0; rung < 3; rung++) {
            int number = rung;
            List<TrialResult> here = result.trials().stream()
                    .filter(trial -> trial.rung() == number)
                    .toList();
            // ⌊4/2^i⌋ trials up to step ⌊9/2^(2-i)⌋
            assertThat(here).hasSize(4 >> rung).extracting(TrialResult::steps).containsOnly(9 >> (2 - rung));
            List<Integer> best = here.stream()
                    .sorted(Comparator.comparingDouble(
                                    (TrialResult trial) -> -trial.metrics().get("accuracy"))
                            .thenComparingDouble(trial -> trial.metrics().get("loss")))
                    .limit(here.size() / 2)
                    .map(TrialResult::trial)
                    .toList();
            assertThat(result.trials().stream()
                            .filter(trial -> trial.rung() == number + 1)
                            .map(TrialResult::trial)
                            .toList())
                    .hasSameElementsAs(rung == 2 ? List.of() : best);
        }
        assertThat(trainings).hasValue(7);
        // that it was interrupted between the rungs changes nothing
        assertThat(result.recipe().on(base).train().adapter().hash())
                .isEqualTo(result.best().adapter().orElseThrow());
    }

    @Test
    void run_afterAKill_goesOnWhereItWas() throws IOException {
        Search search = search(HALVING);
        SearchResult whole = run(search, "whole");
        trainings.set(0);
        for (int killed = 1; killed <= 3; killed++) {
            int after = 2;
            AtomicInteger seen = new AtomicInteger();
            assertThatThrownBy(() -> search.run(folder.resolve("out"), trainer(), trial -> {
                        if (seen.incrementAndGet() == after) {
                            throw new IllegalStateException("killed");
                        }
                    }))
                    .hasMessage("killed");
        }
        assertThat(trainings).hasValue(6);

        assertThat(outcomes(run(search, "out"))).isEqualTo(outcomes(whole));
        assertThat(trainings).hasValue(7);
        run(search, "out");
        assertThat(trainings).hasValue(7);
    }

    @Test
    void run_trialThatFails_isRecordedAndTheOthersGoOn() throws IOException {
        List<Integer> ranks = new ArrayList<>();
        SearchResult result = search(SEARCH)
                .run(
                        folder.resolve("out"),
                        (recipe, settings) -> {
                            if (recipe.toString().contains("rank=1")) {
                                ranks.add(1);
                                if (ranks.size() == 1) {
                                    throw new TrainingException("The loss of step 3 is NaN");
                                }
                                throw new OutOfMemoryError("Java heap space");
                            }
                            return trainer().train(recipe, settings);
                        },
                        trial -> {});

        assertThat(result.trials())
                .extracting(trial -> trial.failure().orElse("fine"))
                .containsExactly(
                        "TrainingException: The loss of step 3 is NaN",
                        "OutOfMemoryError: Java heap space",
                        "fine",
                        "fine");
        assertThat(result.table().get(4)).contains("OutOfMemoryError: Java heap space");
    }

    @Test
    void run_lossThatIsNotFinite_isRecorded() throws IOException {
        SearchResult result = run(search(SEARCH.replace("[1e-5, 2e-2]", "[2e-2, 1e38]")), "out");

        assertThat(result.trials().stream().filter(trial -> trial.failure().isPresent()))
                .isNotEmpty()
                .allSatisfy(trial -> {
                    assertThat(trial.failure().orElseThrow()).startsWith("TrainingException");
                    assertThat(trial.parameters().get("optimizer.learningRate").getAsDouble())
                            .isEqualTo(1e38);
                });
    }

    @Test
    void run_allFail_isAnError() throws IOException {
        Search search = search(SEARCH);
        assertThatThrownBy(() -> search.run(
                        folder.resolve("out"),
                        (recipe, settings) -> {
                            throw new TrainingException("no");
                        },
                        trial -> {}))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("All 4 trials of rung 1 failed");
    }

    @Test
    void run_minimizedLoss_takesTheSmallest() throws IOException {
        SearchResult result = run(search(SEARCH + "metric: loss\ndirection: minimize\n"), "out");

        assertThat(result.best().metrics().get("loss"))
                .isEqualTo(result.trials().stream()
                        .mapToDouble(trial -> trial.metrics().get("loss"))
                        .min()
                        .orElseThrow());
    }

    @Test
    void run_unknownMetric_namesThoseThatThereAre() throws IOException {
        Search search = search(SEARCH + "metric: accuraccy\n");
        assertThatThrownBy(() -> run(search, "out"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("accuraccy")
                .hasMessageContaining("accuracy");
    }

    @Test
    void run_folderOfAnotherSearchOrDamaged_isRefused() throws IOException {
        Search search = search(SEARCH);
        run(search, "out");
        Search other = search(SEARCH + "seed: 2\n");
        assertThatThrownBy(() -> run(other, "out"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("another search");

        Files.writeString(folder.resolve("out/trials/00001-0.json"), "{\"trial\":");
        assertThatThrownBy(() -> run(search, "out"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("00001-0.json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "method.rank|method.rnak|line 5, parameters.method.rnak: with 1, method.rnak: unknown field; did you mean \"rank\"?",
                "method.rank|seed.rank|line 5, parameters.seed.rank: with 1, ",
                "[1, 2]|[1, -2]|line 5, parameters.method.rank: with -2, method.rank: should be a whole number from 1",
                "[1, 2]|[]|line 5, parameters.method.rank: should be a list of at least one",
                "[1, 2]|2|line 5, parameters.method.rank: should be a list of at least one",
                "[1, 2]|{name: integer, from: 1, to: 4}|a grid takes lists of values, but method.rank has a range",
                "[1, 2]|{name: integer, from: 4, to: 1}|a range goes from a number to a larger one",
                "[1, 2]|{name: log-uniform, from: 0, to: 1}|is of numbers above 0",
                "[1, 2]|{name: uniform, from: 0}|the field \"to\" is missing",
                "method.rank|base.threads|base.threads cannot be searched",
                "method.rank|data.evaluation.path|data.evaluation.path cannot be searched",
                "method.rank|data|data cannot be searched",
                "name: grid|name: gird|line 6, strategy.name: unknown name the text \"gird\"; did you mean \"grid\"?",
                "name: grid|name: random|the field \"trials\" is missing",
                "name: grid|name: halving, trials: 4, reduction: 1|should be a whole number from 2",
                "parallel: 1|paralel: 1|line 7, paralel: unknown field; did you mean \"parallel\"?",
                "parallel: 1|direction: up|line 7, direction: unknown value the text \"up\"",
                "version: 1|version: 2|version",
                "recipe.yaml|nowhere.yaml|Cannot read the recipe"
            })
    void load_wrongDocument_saysWhereAndWhat(String right, String wrong, String message) {
        assertThatThrownBy(() -> search(SEARCH.replace(right, wrong)))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining(message);
        assertThat(trainings).hasValue(0);
    }

    @Test
    void run_recipeWithAGate_judgesNoTrial() throws IOException {
        Files.writeString(
                folder.resolve("recipe.yaml"),
                RECIPE + "gate: {criteria: [{kind: threshold, metric: accuracy, value: 0.5}]}\n");
        SearchResult result = search(SEARCH)
                .run(
                        folder.resolve("out"),
                        (recipe, settings) -> {
                            TrainingResult training = trainer().train(recipe, settings);
                            assertThat(training.verdict()).isEmpty();
                            return training;
                        },
                        trial -> {});

        assertThat(result.recipe().gate()).isPresent();
    }

    @Test
    void load_halvingWithoutSteps_isRefused() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace(", maxSteps: 9", ""));

        assertThatThrownBy(() -> search(HALVING))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("schedule.maxSteps");
    }

    @Test
    void load_recipeWithoutEvaluation_isRefused() throws IOException {
        Files.writeString(folder.resolve("recipe.yaml"), RECIPE.replace("  evaluation: {path: other.csv}\n", ""));

        assertThatThrownBy(() -> search(SEARCH))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("data.evaluation");
    }
}
