package io.adapt4j.train.loop.retrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.PolicyViolationException;
import io.adapt4j.train.Mail;
import io.adapt4j.train.TrainingListener;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.Replay;
import io.adapt4j.train.data.policy.DataTags;
import io.adapt4j.train.data.policy.DataTags.Classification;
import io.adapt4j.train.loop.feedback.LabelledText;
import io.adapt4j.train.provenance.Rates;
import io.adapt4j.train.recipe.Recipe;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retraining by a recipe whose own data are the old examples. */
class RecipeRetrainingTest {
    private static final BaseModel BASE = TinyBase.open(1);
    private static final String RECIPE = """
            version: 1
            base: {model: base.onnx}
            method: {name: lora, rank: 2}
            task: {name: text-classification, labels: [spam, ham]}
            schedule: {epochs: 1}
            batch: {size: 8}
            """;

    @TempDir
    private Path folder;

    @AfterAll
    static void close() {
        BASE.close();
    }

    private Recipe recipe(String data) throws IOException {
        write("mail.csv", Mail.examples(12, 1));
        write("evaluation.csv", Mail.examples(6, 2));
        return Recipe.parse("recipe.yaml", RECIPE + data, folder);
    }

    private void write(String file, List<Example> examples) throws IOException {
        Files.writeString(
                folder.resolve(file),
                examples.stream()
                        .map(example -> example.text() + "," + example.label() + "\n")
                        .collect(Collectors.joining("", "text,label\n", "")));
    }

    private RetrainingRequest request(
            List<Example> fresh, Optional<Adapter> champion, Start start, TrainingListener listener) {
        return new RetrainingRequest(
                labels(fresh),
                labels(List.of()),
                text -> false,
                champion,
                start,
                Optional.of(Replay.share(0.5)),
                folder.resolve("run"),
                Rates.NONE,
                listener);
    }

    static ExampleSource<LabelledText> labels(List<Example> examples) {
        return ExampleSource.of(examples)
                .map(example -> new LabelledText(
                        "id", example.text(), example.label(), Optional.empty(), Optional.empty(), Instant.EPOCH));
    }

    @Test
    void retrain_scratchThenWarm_mixesTheRecipesDataIn() throws IOException {
        RecipeRetraining retraining = Retraining.by(
                        recipe("data: {train: [{path: mail.csv}], evaluation: [{path: evaluation.csv}]}\n"),
                        BASE,
                        LabelledText::toExample)
                .withTokenizer(TinyBase.tokenizer())
                .withCheckpointSteps(1);
        AtomicInteger steps = new AtomicInteger();
        AtomicInteger evaluations = new AtomicInteger();
        TrainingListener counting = new TrainingListener() {
            @Override
            public void onStep(Step step) {
                steps.incrementAndGet();
            }

            @Override
            public void onEvaluation(Evaluation evaluation) {
                evaluations.incrementAndGet();
            }
        };

        Adapter first = retraining
                .retrain(request(Mail.examples(8, 3), Optional.empty(), Start.WARM, counting))
                .adapter();
        JsonObject training = first.manifest().training();
        assertThat(training.getAsJsonObject("trainingData").get("rows").getAsInt())
                .isEqualTo(16);
        assertThat(training.has("recipeHash")).isTrue();
        assertThat(training.has("start")).isFalse();
        assertThat(steps).hasValue(2);
        assertThat(evaluations).hasValue(1);
        assertThat(folder.resolve("run/checkpoints")).isNotEmptyDirectory();

        MoreFiles.deleteRecursively(folder.resolve("run"), RecursiveDeleteOption.ALLOW_INSECURE);
        List<Example> grown = new ArrayList<>(Mail.examples(8, 4));
        grown.add(new Example("zap zap", "noise"));
        grown.add(new Example("zap zap zap", "noise"));
        RecipeRetraining withoutEvaluation = Retraining.by(
                        recipe("data: {train: [{path: mail.csv}]}\n"), BASE, LabelledText::toExample)
                .withTokenizer(TinyBase.tokenizer());
        Adapter second = withoutEvaluation
                .retrain(request(grown, Optional.of(first), Start.WARM, counting))
                .adapter();

        assertThat(second.manifest().training().has("start")).isTrue();
        assertThat(second.manifest().training().has("labelChanges")).isTrue();
        assertThat(second.manifest().task().orElseThrow().outputs()).hasValue(3);
        assertThat(second.method()).isEqualTo(first.method());
    }

    @Test
    void retrain_warmWithContrast_beginsFromScratch() throws IOException {
        RecipeRetraining retraining = Retraining.by(
                        recipe("contrast: {name: proxies}\ndata: {train: [{path: mail.csv}]}\n"),
                        BASE,
                        LabelledText::toExample)
                .withTokenizer(TinyBase.tokenizer());
        TrainingListener silent = new TrainingListener() {};
        Adapter first = retraining
                .retrain(request(Mail.examples(8, 3), Optional.empty(), Start.WARM, silent))
                .adapter();
        MoreFiles.deleteRecursively(folder.resolve("run"), RecursiveDeleteOption.ALLOW_INSECURE);

        Adapter second = retraining
                .retrain(request(Mail.examples(8, 3), Optional.of(first), Start.WARM, silent))
                .adapter();

        assertThat(second.hash()).isEqualTo(first.hash());
    }

    @Test
    void retrain_policyThatRefuses_isAnError() throws IOException {
        String policy = "policy: {highest: internal}\n";
        RecipeRetraining untagged = Retraining.by(
                        recipe("data: {train: [{path: mail.csv}]}\n" + policy), BASE, LabelledText::toExample)
                .withTokenizer(TinyBase.tokenizer());
        RetrainingRequest request =
                request(Mail.examples(8, 3), Optional.empty(), Start.SCRATCH, new TrainingListener() {});

        assertThatThrownBy(() -> untagged.retrain(request))
                .isInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("mail.csv");
        RecipeRetraining tagged = Retraining.by(
                        recipe("data: {train: [{path: mail.csv, tags: {classification: internal}}]}\n" + policy),
                        BASE,
                        LabelledText::toExample)
                .withTokenizer(TinyBase.tokenizer());
        assertThatThrownBy(() -> tagged.retrain(request))
                .isInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("given to train");
        DataTags tags = new DataTags(Optional.of(Classification.PUBLIC), Set.of(), Set.of());
        assertThat(tagged.withTags(tags).retrain(request).adapter().weightBytes())
                .isPositive();
    }

    @Test
    void retrain_examplesOfAnotherKind_areRefused() throws IOException {
        RecipeRetraining wrong = Retraining.by(recipe("data: {train: [{path: mail.csv}]}\n"), BASE, LabelledText::text)
                .withTokenizer(TinyBase.tokenizer());

        assertThatThrownBy(() -> wrong.retrain(
                        request(Mail.examples(8, 3), Optional.empty(), Start.SCRATCH, new TrainingListener() {})))
                .isInstanceOf(InvalidDataException.class);
    }
}
