package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.error.PolicyViolationException;
import io.adapt4j.train.Mail;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.erasure.TrainedOn;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.gate.Finding;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.NoWorse;
import io.adapt4j.train.gate.Verdict;
import io.adapt4j.train.task.TrainingTask;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeRunTest {
    private static final String WHOLE = """
            data:
              train:
                - {path: old.csv, tags: {classification: internal, residency: [EU], labels: [mail]}}
                - {path: new.csv, tags: {classification: public, residency: [EU]}}
              evaluation: {split: stratified, share: 0.25, seed: 3}
              test: {split: latest, share: 0.2, by: day}
              leakage: {onLeak: remove, nearDuplicates: 0.95}
              balance: {name: oversample}
              index: {secretVariable: PATH}
            policy:
              highest: internal
              residency: [EU, US]
              refuse: [health]
              redact: [email, iban, {name: NUMBER, pattern: '\\d+x\\d+'}]
            gate:
              criteria:
                - {kind: threshold, metric: accuracy, value: 0}
                - {kind: each-slice, slicing: {kind: by-key, key: team}, criterion: {kind: size, atMostBytes: 9999999}}
            """;
    private static final byte[] PATH_SECRET = System.getenv("PATH").getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        RecipeFiles.writeBase(folder);
        RecipeFiles.writeMail(folder, "old.csv", 20, 1);
        RecipeFiles.writeMail(folder, "new.csv", 20, 2);
    }

    private Recipe recipe(String rest) {
        return RecipeFiles.recipe(folder, rest);
    }

    private Path saved(Recipe recipe) {
        Path adapter = folder.resolve("adapter");
        recipe.run().await().save(adapter);
        return adapter;
    }

    @Test
    void verify_splitsPolicyAndGate_isIdentical() {
        Path adapter = saved(recipe(WHOLE));

        Reproduction replayed = Reproduction.verify(adapter, folder);

        assertThat(replayed.toString()).isEqualTo("identical");
        assertThat(Verdict.of(Adapter.load(adapter)).orElseThrow().passed()).isTrue();
    }

    @Test
    void run_manifest_saysWhatBecameOfTheData() {
        JsonObject data =
                Adapter.load(saved(recipe(WHOLE))).manifest().training().getAsJsonObject("data");

        assertThat(data.getAsJsonObject("files").getAsJsonArray("train")).hasSize(2);
        JsonObject applied = data.getAsJsonObject("policy").getAsJsonObject("train");
        JsonObject old = applied.getAsJsonArray("sources").get(0).getAsJsonObject();
        assertThat(old.get("source").getAsString()).isEqualTo("old.csv");
        assertThat(old.getAsJsonObject("redacted").toString()).isEqualTo("{\"EMAIL\":1,\"IBAN\":0,\"NUMBER\":20}");
        // What is left of the texts without their numbers are few different ones: of 40 rows, 8 are the test part and 8
        // of the
        // other 32 the evaluation part; most of the rest repeat these.
        JsonObject rows = data.getAsJsonObject("leakage").getAsJsonObject("rows");
        assertThat(rows.get("test").getAsInt()).isEqualTo(8);
        assertThat(rows.get("evaluation").getAsInt()).isEqualTo(8);
        assertThat(rows.get("train").getAsInt()).isEqualTo(24);
        JsonObject cards = data.getAsJsonObject("cards");
        assertThat(cards.keySet()).containsExactlyInAnyOrder("train", "evaluation", "test");
        assertThat(cards.getAsJsonObject("train").get("rows").getAsInt())
                .isEqualTo(24 - data.getAsJsonObject("leakage").get("removed").getAsInt());
        assertThat(cards.getAsJsonObject("train").get("repeated").getAsInt()).isZero();
        assertThat(data.getAsJsonObject("records").get("file").getAsString()).isEqualTo("training_records.bin");
    }

    @Test
    void run_latest_holdsOutTheLargestNumbers() {
        Recipe recipe = recipe("""
                data:
                  train: {path: old.csv}
                  evaluation: {split: latest, share: 0.25, by: day}
                """);
        // As texts, 9 would be the latest day of 20.
        assertThat(evaluationDays(recipe, TaskShapes.of(recipe.task()))).containsExactly("16", "17", "18", "19", "20");
    }

    private static <E, T extends TrainingTask<E, T>> List<String> evaluationDays(Recipe recipe, TaskKind<E, T> kind) {
        PreparedData<E> data = PreparedData.of(
                recipe, kind.type().cast(recipe.task()).kind(), RecipeSources.files(recipe, kind), () -> new byte[0]);
        return Objects.requireNonNull(data.heldOut().get("evaluation")).read().stream()
                .map(row -> row.columns().getOrDefault("day", ""))
                .toList();
    }

    @Test
    void find_textsOfTheFile_tellsWhatWasLearntFromByItsSecret() throws IOException {
        Path adapter = saved(recipe(WHOLE.replace("onLeak: remove", "onLeak: warn")));
        List<String> rows = Files.readAllLines(folder.resolve("old.csv"));
        List<Path> both = List.of(adapter, folder);

        long found = rows.stream()
                .skip(1)
                .map(row -> row.substring(0, row.indexOf(',')))
                .filter(text -> TrainedOn.find(both, text, PATH_SECRET)
                        .equals(new TrainedOn(List.of(adapter), List.of(folder))))
                .count();

        // The latest 20% by day are 4 of each file; of the others a quarter are evaluated on.
        assertThat(found).isBetween(8L, 15L);
        assertThat(TrainedOn.find(both, "jo1@example.com", PATH_SECRET).adapters())
                .isEqualTo(TrainedOn.find(
                                both, rows.get(3).substring(0, rows.get(3).indexOf(',')), PATH_SECRET)
                        .adapters());
        assertThat(TrainedOn.find(both, "never seen", PATH_SECRET).adapters()).isEmpty();
        assertThatThrownBy(() -> TrainedOn.find(both, "never seen", new byte[] {1}))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("secret");
    }

    @Test
    void run_secretVariableNotSet_isRefused() {
        Recipe recipe = recipe(WHOLE.replace("secretVariable: PATH", "secretVariable: NO_SUCH_VARIABLE_OF_ADAPT4J"));

        assertThatThrownBy(recipe::run)
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("NO_SUCH_VARIABLE_OF_ADAPT4J");
        try (BaseModel base = TinyBase.open(1)) {
            assertThat(recipe.on(base).recordSecret(new byte[] {1}).train().records())
                    .isPresent();
        }
    }

    @Test
    void run_gateFails_givesTheAdapterWithItsVerdict() {
        Recipe recipe = recipe("""
                data:
                  train: {path: old.csv}
                  test: {path: new.csv}
                gate: {criteria: [{kind: threshold, metric: accuracy, value: 1.5}]}
                """);

        TrainingResult result = recipe.run().await();

        Verdict verdict = result.verdict().orElseThrow();
        assertThat(verdict.passed()).isFalse();
        assertThat(verdict.rows()).isEqualTo(20);
        assertThat(result.evaluations()).isEmpty();
        result.save(folder.resolve("adapter"));
        assertThat(Verdict.of(Adapter.load(folder.resolve("adapter")))).contains(verdict);
    }

    @Test
    void train_champion_isComparedWith() {
        Recipe recipe = recipe("data: {train: {path: old.csv}, evaluation: {path: new.csv}}")
                .withGate(Gate.of(NoWorse.than("accuracy", 0)));
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult first = recipe.on(base).train();
            TrainingResult second = recipe.on(base).champion(first.adapter()).train();

            assertThat(first.verdict().orElseThrow().findings())
                    .extracting(Finding::status)
                    .containsExactly(Finding.Status.NOT_APPLICABLE);
            assertThat(second.verdict().orElseThrow().champion())
                    .contains(first.adapter().hash());
            assertThat(second.verdict().orElseThrow().passed()).isTrue();
        }
    }

    @Test
    void run_balance_repeatsExamplesOfRareLabels() throws IOException {
        Files.writeString(folder.resolve("old.csv"), "text,label\nwin,spam\nbig win,spam\ncash,spam\nnotes,ham\n");

        assertThat(recipe("data: {train: {path: old.csv}, balance: {name: oversample}}")
                        .run()
                        .await()
                        .adapter()
                        .manifest()
                        .training()
                        .getAsJsonObject("trainingData")
                        .get("rows")
                        .getAsInt())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "highest: internal|highest: public|classified INTERNAL",
                "residency: [EU, US]|residency: [US]|residency [EU]",
                "refuse: [health]|refuse: [mail]|labels [mail]"
            })
    void run_tagsThatThePolicyDoesNotAllow_areRefusedByTheNameOfTheFile(String allowed, String other, String what) {
        assertThatThrownBy(() -> recipe(WHOLE.replace(allowed, other)).run())
                .isInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("old.csv")
                .hasMessageContaining(what);
    }

    @Test
    void train_examplesWithoutTags_areRefusedByAPolicyThatAsksForThem() {
        Recipe recipe = recipe(WHOLE.replace("split: latest, share: 0.2, by: day", "split: random, share: 0.2")
                .replaceAll("(?s)gate:.*", ""));
        var mail = ExampleSource.of(Mail.examples(40, 5));
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> recipe.on(base).train(mail)).isInstanceOf(PolicyViolationException.class);
            assertThat(recipe.on(base)
                            .tags(DataTags.of(DataTags.Classification.PUBLIC).withResidency("EU"))
                            .train(mail)
                            .evaluations())
                    .hasSize(1);
        }
    }

    @Test
    void run_leakingSplit_isRefused() {
        assertThatThrownBy(() -> recipe("""
                        data:
                          train: [{path: old.csv}, {path: new.csv}]
                          test: {path: new.csv}
                          leakage: {onLeak: refuse}
                        """).run())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("20 rows leak")
                .hasMessageContaining("row 21 of train is like row 1 of test");
    }

    @Test
    void run_badRow_isToldWithFileAndLine() throws IOException {
        Files.writeString(folder.resolve("new.csv"), "text,label\nwin,spam\nlunch,ham\nno label here\n");

        assertThatThrownBy(() -> recipe("data: {train: [{path: old.csv}, {path: new.csv}]}")
                        .run())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("new.csv")
                .hasMessageContaining("line 4");
    }

    @Test
    void run_splitThatTheDataDoNotAllow_isRefused() throws IOException {
        Files.writeString(folder.resolve("old.csv"), "text,label,day\nwin,spam,1\nlunch,ham,2\nnotes,ham,tomorrow\n");
        String data = "data: {train: {path: old.csv}, evaluation: {split: latest, share: 0.3, by: %s}}";

        assertThatThrownBy(() -> recipe(data.formatted("day")).run())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("tomorrow");
        assertThatThrownBy(() -> recipe(data.formatted("hour")).run())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("hour")
                .hasMessageContaining("line 2");
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(
                            () -> recipe(data.formatted("day")).on(base).train(ExampleSource.of(Mail.examples(8, 1))))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("no file with columns");
        }
    }

    @Test
    void train_gateWithoutExamplesToJudgeOn_isRefused() {
        Recipe recipe = recipe("""
                data: {train: {path: old.csv}, test: {path: new.csv}}
                gate: {criteria: [{kind: threshold, metric: accuracy, value: 0}]}
                """);
        try (BaseModel base = TinyBase.open(1)) {
            var mail = ExampleSource.of(Mail.examples(8, 1));

            assertThatThrownBy(() -> recipe.on(base).train(mail))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("gate");
            assertThat(recipe.on(base).train(mail, mail).verdict()).isPresent();
        }
    }
}
