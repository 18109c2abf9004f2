package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.adapt4j.BaseModel;
import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.error.TrainingStoppedException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TrainingRunTest {
    private static final ExampleSource<Example> EXAMPLES = ExampleSource.of(Mail.examples(64, 1));
    private static final int STEPS = 16;

    private static BaseModel base;
    private static TrainingResult whole;

    @TempDir
    private Path folder;

    @BeforeAll
    static void trainWithoutInterruption() {
        base = TinyBase.open(1);
        whole = trainer().train(EXAMPLES);
    }

    @AfterAll
    static void close() {
        base.close();
    }

    private static Trainer<Example> trainer() {
        return Trainer.on(base)
                .method(Lora.rank(2).dropout(0.1))
                .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                .epochs(2)
                .batchSize(8)
                .seed(7)
                .evaluateOn(ExampleSource.of(Mail.examples(12, 2)));
    }

    private Checkpoints everyStep() {
        return Checkpoints.in(folder).withEverySteps(1);
    }

    private static TrainingListener atEachStep(IntConsumer action) {
        return new TrainingListener() {
            @Override
            public void onStep(Step step) {
                action.accept(step.step());
            }
        };
    }

    private List<Path> checkpoints() throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    private Path checkpoint(int step) {
        return folder.resolve("step-%09d".formatted(step));
    }

    /** Trains up to a step and leaves the checkpoints. */
    private void trainUntil(int step) {
        assertThat(trainer()
                        .checkpoints(everyStep())
                        .lastStep(step)
                        .train(EXAMPLES)
                        .end())
                .isEqualTo(TrainingResult.End.STOPPED);
    }

    private static void assertWhole(TrainingResult result) {
        assertThat(result.adapter()).isEqualTo(whole.adapter());
        assertThat(result.steps()).isEqualTo(whole.steps());
        assertThat(result.evaluations())
                .extracting(evaluation -> evaluation.metrics().values())
                .isEqualTo(whole.evaluations().stream()
                        .map(evaluation -> evaluation.metrics().values())
                        .toList());
        assertThat(result.end()).isEqualTo(TrainingResult.End.COMPLETE);
    }

    @Test
    void train_withCheckpoints_givesTheSameAndKeepsTheLastTwo() throws IOException {
        assertWhole(trainer().checkpoints(everyStep()).train(EXAMPLES));

        assertThat(whole.steps()).hasSize(STEPS);
        assertThat(checkpoints()).containsExactly(checkpoint(STEPS - 1), checkpoint(STEPS));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 13, 15})
    void train_stoppedAndBegunAgain_givesTheSame(int step) {
        trainUntil(step);
        List<Integer> taken = new ArrayList<>();

        assertWhole(trainer()
                .checkpoints(everyStep())
                .listener(atEachStep(taken::add))
                .train(EXAMPLES));

        assertThat(taken).first().isEqualTo(step + 1);
    }

    @Test
    void train_begunAgainAfterItsEnd_takesNoStep() {
        trainer().checkpoints(Checkpoints.in(folder)).train(EXAMPLES);

        assertWhole(trainer()
                .checkpoints(Checkpoints.in(folder))
                .listener(atEachStep(step -> {
                    throw new AssertionError("step " + step);
                }))
                .train(EXAMPLES));
    }

    @Test
    void train_timeIsUp_endsWithAnEvaluationAndCanGoOn() {
        TrainingResult stopped =
                trainer().checkpoints(everyStep()).timeBudget(Duration.ZERO).train(EXAMPLES);

        assertThat(stopped.end()).isEqualTo(TrainingResult.End.STOPPED);
        assertThat(stopped.steps()).hasSize(1);
        assertThat(stopped.best().orElseThrow().step()).isEqualTo(1);
        assertThat(stopped.adapter().manifest().training().get("end").getAsString())
                .isEqualTo("STOPPED");
        assertWhole(trainer().checkpoints(everyStep()).train(EXAMPLES));
    }

    @Test
    void run_pausedAndResumed_givesTheSame() throws Exception {
        AtomicReference<TrainingRun> started = new AtomicReference<>();
        CountDownLatch known = new CountDownLatch(1);
        TrainingRun run = trainer()
                .checkpoints(Checkpoints.in(folder))
                .listener(atEachStep(step -> {
                    if (step == 3) {
                        await(known);
                        started.get().pause();
                    }
                }))
                .start(EXAMPLES);
        started.set(run);
        known.countDown();
        while (!Files.exists(checkpoint(3))) {
            Thread.onSpinWait();
        }

        assertThat(run.isPaused()).isTrue();
        assertThat(run.isDone()).isFalse();
        assertThat(run.progress().step()).isEqualTo(3);
        assertThat(run.progress().share()).isEqualTo(3.0 / STEPS);
        run.resume();
        assertWhole(run.await());
        assertThat(run.progress().remaining()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void run_cancelled_failsTypedAndCanGoOn() {
        TrainingRun run = trainer().checkpoints(Checkpoints.in(folder)).start(EXAMPLES);
        run.cancel();

        assertThatThrownBy(run::await)
                .isInstanceOf(TrainingStoppedException.class)
                .hasMessageContaining("cancelled after step 1")
                .hasMessageContaining(checkpoint(1).toString());
        assertWhole(trainer().checkpoints(Checkpoints.in(folder)).train(EXAMPLES));
    }

    @Test
    void train_checkpointsOfOtherSettings_areRefusedWithTheDifference() {
        trainUntil(3);

        assertThatThrownBy(() -> trainer().seed(8).checkpoints(everyStep()).train(EXAMPLES))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("hyperparameters.seed: 7 and 8")
                .hasMessageNotContaining("trainingData");
    }

    @Test
    void train_checkpointsOfOtherData_areRefusedWithTheDifference() {
        trainUntil(3);

        assertThatThrownBy(() -> trainer().checkpoints(everyStep()).train(ExampleSource.of(Mail.examples(64, 5))))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("trainingData.hash");
    }

    @Test
    void train_checkpointsOfAnotherBase_areRefused() {
        trainUntil(3);
        try (BaseModel other = TinyBase.open(2)) {
            assertThatThrownBy(() -> Trainer.on(other)
                            .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                            .checkpoints(everyStep())
                            .train(EXAMPLES))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("base: \"" + base.hash());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint.json", "state.safetensors", "files.json"})
    void train_lastCheckpointTruncated_goesOnFromTheOneBefore(String file) throws IOException {
        trainUntil(6);
        truncate(checkpoint(6).resolve(file));
        List<Integer> taken = new ArrayList<>();

        assertWhole(trainer()
                .checkpoints(everyStep())
                .listener(atEachStep(taken::add))
                .train(EXAMPLES));

        assertThat(taken).first().isEqualTo(6);
    }

    @Test
    void train_everyCheckpointDamaged_isRefused() throws IOException {
        trainUntil(6);
        truncate(checkpoint(5).resolve("state.safetensors"));
        Files.delete(checkpoint(6).resolve("state.safetensors"));

        assertThatThrownBy(() -> trainer().checkpoints(everyStep()).train(EXAMPLES))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("None of the checkpoints")
                .hasMessageContaining("state.safetensors");
    }

    private static void truncate(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void train_folderInUse_isRefused() {
        trainer()
                .checkpoints(everyStep())
                .lastStep(1)
                .listener(atEachStep(step -> assertThatThrownBy(
                                () -> trainer().checkpoints(everyStep()).train(EXAMPLES))
                        .isInstanceOf(CheckpointException.class)
                        .hasMessageContaining("Another training")))
                .train(EXAMPLES);
    }

    @Test
    void train_lossNoLongerFinite_namesTheStepAndTheLastGoodCheckpoint() throws IOException {
        assertThatThrownBy(() -> trainer()
                        .hyperparameters(Hyperparameters.defaults()
                                .withBatchSize(8)
                                .withLearningRate(1e30)
                                .withClipNorm(0)
                                .withWarmupRatio(0))
                        .checkpoints(everyStep())
                        .train(EXAMPLES))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("step 2 is")
                .hasMessageContaining(checkpoint(1).toString());
        assertThat(checkpoints()).containsExactly(checkpoint(1));
    }

    private static FileSystem disk(int bytes) {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(512)
                .setMaxSize(bytes)
                .build());
    }

    /** Room for about three checkpoints of this training, of which one is then taken. */
    private static FileSystem almostFullDisk() throws IOException {
        FileSystem disk = disk(1 << 24);
        trainer().checkpoints(Checkpoints.in(disk.getPath("/c"))).lastStep(1).train(EXAMPLES);
        long size = 0;
        try (var files = Files.walk(disk.getPath("/c"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                size += Files.size(file) + 512;
            }
        }
        disk.close();
        return disk((int) (1.5 * size));
    }

    @Test
    void train_diskBecomesFull_failsTypedAndKeepsTheLastGood() throws IOException {
        try (FileSystem disk = almostFullDisk()) {
            Checkpoints checkpoints = Checkpoints.in(disk.getPath("/c")).withEverySteps(2);

            assertThatThrownBy(() -> trainer().checkpoints(checkpoints).train(EXAMPLES))
                    .isInstanceOf(CheckpointException.class)
                    .hasMessageContaining("out of disk space")
                    .hasMessageContaining("the last good checkpoint is /c/step-000000002");
            assertThat(trainer()
                            .checkpoints(checkpoints.withWarnOnly(true))
                            .lastStep(3)
                            .train(EXAMPLES)
                            .steps())
                    .hasSize(3);
        }
    }

    @Test
    void train_diskBecomesFullAndThatIsAWarning_goesOn() throws IOException {
        try (FileSystem disk = almostFullDisk()) {
            assertWhole(trainer()
                    .checkpoints(
                            Checkpoints.in(disk.getPath("/c")).withEverySteps(2).withWarnOnly(true))
                    .train(EXAMPLES));
        }
    }
}
