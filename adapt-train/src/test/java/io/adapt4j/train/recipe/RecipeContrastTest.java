package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.Contrast;
import io.adapt4j.train.FewShotTrainer;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recipes of trainings in two stages. */
class RecipeContrastTest {
    private static final String DATA = "data: {train: {path: mail.csv}, evaluation: {path: test.csv}}\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        RecipeFiles.writeBase(folder);
        RecipeFiles.writeMail(folder, "mail.csv", 24, 1);
        RecipeFiles.writeMail(folder, "test.csv", 12, 2);
    }

    private Recipe recipe(String contrast) {
        return RecipeFiles.recipe(folder, DATA + "contrast: " + contrast);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: proxies, scale: 10}",
                "{name: proxies, labelNames: true}",
                "{name: in-batch, scale: 10}",
                "{name: pairs, perExample: 2, loss: {name: cosent, scale: 10}}"
            })
    void verify_contrast_isIdentical(String contrast) {
        TrainingResult result = recipe(contrast).run().await();
        result.save(folder.resolve("mail"));

        assertThat(Reproduction.verify(folder.resolve("mail"), folder)).hasToString("identical");
        assertThat(result.evaluations()).hasSize(1);
    }

    @Test
    void run_contrast_givesWhatTheTrainerGives() {
        Recipe recipe = recipe("{name: in-batch}");
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult byTrainer = FewShotTrainer.on(
                            base, TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                    .method(recipe.method())
                    .hyperparameters(recipe.hyperparameters())
                    .contrast(new Contrast.InBatch(20))
                    .train(ExampleSource.of(recipe.examples().read().stream()
                            .map(Example.class::cast)
                            .toList()));

            assertThat(recipe.on(base).train().adapter().hash())
                    .isEqualTo(byTrainer.adapter().hash());
        }
    }

    @Test
    void run_gate_judgesTheFinishedAdapter() {
        TrainingResult result = RecipeFiles.recipe(
                        folder,
                        DATA + "contrast: {name: proxies}\n"
                                + "gate: {criteria: [{kind: threshold, metric: accuracy, value: 0}]}")
                .run()
                .await();

        assertThat(result.verdict().orElseThrow().adapter())
                .isEqualTo(result.adapter().hash());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{name: proxies, scale: 0}",
                "{name: pairs, perExample: 0}",
                "{name: triplets}",
                "{name: proxies}\nstart: {adapter: mail}"
            })
    void parse_whatCannotBe_isRefused(String contrast) {
        assertThatThrownBy(() -> recipe(contrast)).isInstanceOf(InvalidRecipeException.class);
    }

    @Test
    void parse_otherTask_isRefusedByName() {
        String regression = RecipeFiles.HEAD.replace(
                "{name: text-classification, labels: [spam, ham]}", "{name: text-regression, targets: [stars]}");
        assertThatThrownBy(() -> Recipe.parse("x.yaml", regression + DATA + "contrast: {name: proxies}", folder))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("text-regression");
    }
}
