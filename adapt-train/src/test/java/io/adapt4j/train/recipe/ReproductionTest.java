package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.ContentHash;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Hyperparameters;
import io.adapt4j.train.Mail;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproductionTest {
    @TempDir
    private Path folder;

    private Recipe recipe;

    @BeforeEach
    void writeFiles() throws IOException {
        Files.write(folder.resolve("base.onnx"), TinyBase.onnx(1));
        Files.writeString(folder.resolve("tokenizer.json"), TinyBase.tokenizer().json());
        String rows = Mail.examples(48, 1).stream()
                .map(example -> example.text() + "," + example.label())
                .collect(Collectors.joining("\n", "subject,label\n", "\n"));
        Path mail = Files.writeString(folder.resolve("mail.csv"), rows);
        DataFile data = DataFile.csv("mail.csv")
                .withColumn("text", "subject")
                .withHash(ContentHash.of(Files.readAllBytes(mail)));
        Recipe made = Recipe.of(
                        folder,
                        BaseReference.of("base.onnx", "tokenizer.json"),
                        TextClassification.labels("spam", "ham"),
                        RecipeData.of(data).withEvaluation(data))
                .withMethod(Lora.rank(2))
                .withHyperparameters(Hyperparameters.defaults().withEpochs(2).withBatchSize(8));
        made.save(folder.resolve("triage.json"));
        recipe = Recipe.load(folder.resolve("triage.json"));
    }

    private Path saved() {
        Path adapter = folder.resolve("adapter");
        recipe.run().await().save(adapter);
        return adapter;
    }

    @Test
    void verify_sameRecipe_isIdentical() {
        Reproduction replayed = Reproduction.verify(saved(), folder);

        assertThat(replayed.toString()).isEqualTo("identical");
        assertThat(replayed.identical()).isTrue();
    }

    @Test
    void verify_trainingThatWasStopped_stopsAtTheSameStep() {
        recipe.run(trainer -> trainer.lastStep(5)).await().save(folder.resolve("adapter"));

        assertThat(Reproduction.verify(folder.resolve("adapter"), folder).toString())
                .isEqualTo("identical");
    }

    @Test
    void verify_otherSeedAndThreads_saysWhereAndByHowMuch() {
        Reproduction replayed = Reproduction.verify(saved(), original -> original.withFolder(folder)
                .withHyperparameters(original.hyperparameters().withSeed(8))
                .withBase(original.base().withThreads(2))
                .run()
                .await());

        assertThat(replayed.identical()).isFalse();
        assertThat(replayed.tensors()).containsKey("head.weight");
        assertThat(replayed.tensors().values())
                .allSatisfy(difference -> assertThat(difference.maxAbsolute()).isPositive());
        assertThat(replayed.training())
                .extracting(difference -> difference.path())
                .contains("hyperparameters.seed", "environment.threads", "recipe.seed");
        assertThat(replayed.toString()).contains("environment.threads: 1 and 2");
    }

    @Test
    void compare_knownDifference_measuresIt() {
        Adapter original = Adapter.load(saved());
        float[] bias = original.head().orElseThrow().bias().toFloatArray();
        float before = bias[1];
        bias[1] += 0.5f;
        Adapter changed = new Adapter(
                original.method(),
                original.deltas(),
                java.util.Optional.of(new io.adapt4j.Head(
                        original.head().orElseThrow().weight(), io.adapt4j.tensor.Tensor.of(bias, bias.length))),
                original.tokenizer(),
                original.manifest());

        Reproduction difference = Reproduction.compare(original, changed);

        assertThat(difference.identical()).isFalse();
        assertThat(difference.training()).isEmpty();
        assertThat(difference.tensors()).containsOnlyKeys("head.bias");
        Reproduction.TensorDifference measured = difference.tensors().get("head.bias");
        assertThat(measured.maxAbsolute()).isEqualTo(Math.abs((double) bias[1] - before));
        assertThat(measured.maxRelative())
                .isEqualTo(measured.maxAbsolute() / Math.max(Math.abs(before), Math.abs(bias[1])));
    }

    @Test
    void verify_adapterWithoutRecipe_isRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            Trainer.on(base)
                    .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .epochs(1)
                    .train(ExampleSource.of(Mail.examples(8, 1)))
                    .save(folder.resolve("adapter"));
        }
        assertThatThrownBy(() -> Reproduction.verify(folder.resolve("adapter"), folder))
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContaining("no recipe");
    }

    @Test
    void run_manifest_saysWhereItComesFrom() throws IOException {
        Path adapter = saved();
        JsonObject training = Adapter.load(adapter).manifest().training();

        assertThat(training.get("recipe")).isEqualTo(recipe.toJson());
        assertThat(training.get("recipeHash").getAsString())
                .isEqualTo(recipe.hash().toString());
        assertThat(training.getAsJsonObject("data")
                        .getAsJsonObject("files")
                        .getAsJsonArray("train")
                        .get(0)
                        .getAsJsonObject()
                        .get("hash")
                        .getAsString())
                .isEqualTo(recipe.data().train().get(0).hash().orElseThrow().toString());
        assertThat(training.getAsJsonObject("trainingData").get("rows").getAsInt())
                .isEqualTo(48);
        assertThat(training.getAsJsonArray("evaluations")).hasSize(2);
        assertThat(training.getAsJsonObject("environment").keySet())
                .contains("library", "engineVersion", "threads", "java", "cpu", "cpuFeatures");
        assertThat(training.getAsJsonObject("environment").get("library").getAsString())
                .matches("\\d+\\.\\d+.*");
        assertThat(Files.readString(adapter.resolve("manifest.json")))
                .contains("\"documents\"")
                .contains("run.json");
        assertThat(Files.readString(adapter.resolve("run.json")))
                .contains("wallSeconds", "cpuSeconds", "joules", "energy");
    }

    @Test
    void run_otherDataOrBase_isRefusedWithBothHashes() throws IOException {
        Files.writeString(folder.resolve("mail.csv"), "subject,label\nwin,spam\nhi,ham\n");
        assertThatThrownBy(() -> recipe.run())
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining(
                        recipe.data().train().get(0).hash().orElseThrow().toString());

        ContentHash other = ContentHash.of(new byte[0]);
        assertThatThrownBy(() -> recipe.withBase(recipe.base().withHash(other)).run())
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining(other.toString());
    }

    @Test
    void train_examplesOfAnotherKind_areRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> recipe.on(base).train(ExampleSource.of(List.of(new TextPair("a", "b")))))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("TextPair");
        }
    }

    @Test
    void train_fromAnAdapter_beginsWithItsValues() {
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult first = recipe.on(base).train();
            TrainingResult more = recipe.withHyperparameters(Hyperparameters.defaults()
                            .withMaxSteps(1)
                            .withLearningRate(1e-30)
                            .withHeadLearningRate(1e-30)
                            .withWeightDecay(0))
                    .on(base)
                    .settings(trainer -> trainer.from(first.adapter()))
                    .train();

            assertThat(more.adapter().deltas()).isEqualTo(first.adapter().deltas());
            assertThat(more.best().orElseThrow().metrics().loss())
                    .isCloseTo(first.best().orElseThrow().metrics().loss(), org.assertj.core.data.Offset.offset(1e-5));
            assertThat(more.adapter().manifest().training().get("start").getAsString())
                    .isEqualTo(first.adapter().hash().toString());
            assertThatThrownBy(() -> recipe.on(base)
                            .settings(trainer -> trainer.from(first.adapter()).method(Lora.rank(3)))
                            .train())
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining("shape");
        }
    }
}
