package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.train.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recipes that name adapters: one to go on with, one to compare with. */
class RecipeAdaptersTest {
    private static final String DATA = "data: {train: {path: mail.csv}, test: {path: test.csv}}\n";
    private static final String NO_WORSE = "gate: {criteria: [{kind: no-worse, metric: accuracy, margin: 1}]}\n";
    private static final String OTHER_HASH = "sha256:" + "0".repeat(64);

    @TempDir
    private Path folder;

    private Adapter may;

    @BeforeEach
    void writeFiles() throws IOException {
        RecipeFiles.writeBase(folder);
        RecipeFiles.writeMail(folder, "mail.csv", 40, 1);
        RecipeFiles.writeMail(folder, "test.csv", 12, 2);
        TrainingResult first = recipe("").run().await();
        first.save(folder.resolve("may"));
        may = first.adapter();
    }

    private Recipe recipe(String rest) {
        return RecipeFiles.recipe(folder, DATA + rest);
    }

    private void assertRefused(String rest, Class<? extends AdaptException> type, String... messages) {
        assertThatThrownBy(() -> recipe(rest).run().await()).isInstanceOf(type).satisfies(refused -> {
            for (String message : messages) {
                assertThat(refused).hasMessageContaining(message);
            }
        });
    }

    @Test
    void run_start_isTheTrainingThatGoesOnWithTheAdapter() {
        Adapter byRecipe = recipe("start: {adapter: may, hash: " + may.hash() + "}")
                .run()
                .await()
                .adapter();
        Adapter byTrainer = recipe("").run(trainer -> trainer.from(may)).await().adapter();

        assertThat(byRecipe.hash()).isEqualTo(byTrainer.hash()).isNotEqualTo(may.hash());
        assertThat(byRecipe.manifest().training().get("start").getAsString())
                .isEqualTo(may.hash().toString());
    }

    @Test
    void verify_start_isIdentical() {
        Path june = folder.resolve("june");
        recipe("start: {adapter: may}").run().await().save(june);

        assertThat(Reproduction.verify(june, folder)).hasToString("identical");
    }

    @Test
    void run_startThatTheRecipeDoesNotFit_isRefused() {
        assertRefused(
                "start: {adapter: may, hash: '" + OTHER_HASH + "'}",
                IncompatibleAdapterException.class,
                OTHER_HASH,
                may.hash().toString());
        assertRefused("start: {adapter: april}", InvalidAdapterException.class, "april");
        Recipe wider = Recipe.parse(
                "triage.yaml", RecipeFiles.HEAD.replace("rank: 2", "rank: 4") + DATA + "start: {adapter: may}", folder);
        assertThatThrownBy(wider::run)
                .isInstanceOf(IncompatibleAdapterException.class)
                .hasMessageContaining("rank=2")
                .hasMessageContaining("rank=4");
    }

    @Test
    void run_champion_isWhatTheGateComparesWith() {
        TrainingResult judged =
                recipe(NO_WORSE + "champion: {adapter: may}").run().await();

        assertThat(judged.verdict().orElseThrow().passed()).isTrue();
        assertThat(judged.verdict().orElseThrow().champion()).contains(may.hash());
    }

    @Test
    void run_championThatIsNotThere_isRefusedBeforeTraining() {
        assertRefused(NO_WORSE + "champion: {adapter: april}", InvalidAdapterException.class, "april");
        assertRefused(
                NO_WORSE + "champion: {adapter: may, hash: '" + OTHER_HASH + "'}",
                IncompatibleAdapterException.class,
                OTHER_HASH);
    }

    @Test
    void parse_championWithoutAGate_isRefused() {
        assertThatThrownBy(() -> recipe("champion: {adapter: may}"))
                .isInstanceOf(InvalidRecipeException.class)
                .hasMessageContaining("gate");
    }
}
