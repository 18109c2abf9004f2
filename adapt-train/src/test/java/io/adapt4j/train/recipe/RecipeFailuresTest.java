package io.adapt4j.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.error.AdaptException;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.train.Checkpoints;
import io.adapt4j.train.TrainingResult;
import io.adapt4j.train.TrainingRun;
import io.adapt4j.train.data.store.SampleStorage;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong while a recipe is run. */
class RecipeFailuresTest {
    private static final String DATA = "data: {train: {path: mail.csv}}\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeFiles() throws IOException {
        RecipeFiles.writeBase(folder);
        RecipeFiles.writeMail(folder, "mail.csv", 40, 1);
    }

    private static FileSystem disk(int bytes) {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(512)
                .setMaxSize(bytes)
                .build());
    }

    @Test
    void run_lossNoLongerFinite_namesTheStepAndKeepsTheLastGoodCheckpoint() {
        Recipe recipe = RecipeFiles.recipe(folder, DATA + "optimizer: {learningRate: 1e30, clipNorm: 0}");
        Path checkpoints = folder.resolve("checkpoints");
        TrainingRun run = recipe.withHyperparameters(recipe.hyperparameters().withWarmupRatio(0))
                .run(trainer -> trainer.checkpoints(Checkpoints.in(checkpoints).withEverySteps(1)));

        assertThatThrownBy(run::await)
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("step 2 is")
                .hasMessageContaining("step-000000001");
        assertThat(checkpoints).isDirectoryContaining("glob:**step-000000001");
    }

    @Test
    void run_diskOfCheckpointsIsFull_failsTyped() throws IOException {
        try (FileSystem disk = disk(4096)) {
            TrainingRun run = RecipeFiles.recipe(folder, DATA)
                    .run(trainer -> trainer.checkpoints(Checkpoints.in(disk.getPath("/c"))));

            assertThatThrownBy(run::await)
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("out of disk space");
        }
    }

    @Test
    void run_diskOfExamplesIsFull_failsTyped() throws IOException {
        try (FileSystem disk = disk(1024)) {
            SampleStorage storage = new SampleStorage(64, Files.createDirectories(disk.getPath("/spool")));
            TrainingRun run = RecipeFiles.recipe(folder, DATA).run(trainer -> trainer.storage(storage));

            assertThatThrownBy(run::await)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("out of disk space");
        }
    }

    @Test
    void save_diskIsFull_failsTypedAndThePreviousAdapterIsStillThere() throws IOException {
        TrainingResult result = RecipeFiles.recipe(
                        folder, "data: {train: {path: mail.csv}, index: {identifiers: [email]}}")
                .run()
                .await();
        long size = 0;
        result.save(folder.resolve("adapter"));
        try (var files = Files.list(folder.resolve("adapter"))) {
            for (Path file : files.toList()) {
                size += (Files.size(file) + 511) / 512 * 512;
            }
        }
        try (FileSystem disk = disk((int) (1.5 * size))) {
            Path saved = disk.getPath("/adapters/it");
            result.save(saved);
            byte[] index = Files.readAllBytes(saved.resolve("training_records.bin"));

            assertThatThrownBy(() -> result.save(saved))
                    .isInstanceOf(AdaptException.class)
                    .hasMessageContaining("what was there before is still there");
            assertThat(Files.readAllBytes(saved.resolve("training_records.bin")))
                    .isEqualTo(index);
        }
    }
}
