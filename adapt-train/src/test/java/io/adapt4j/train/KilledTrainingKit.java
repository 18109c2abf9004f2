package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A training that is killed (SIGKILL) at random points and begun again each time gives the files of one that was not. The property
 * {@code adapt4j.kills} says how many times.
 */
abstract class KilledTrainingKit {
    private static final int KILLS = Integer.getInteger("adapt4j.kills", 2);
    private static final int MOST_STEPS = 6;
    private static final int MOST_DELAY_NANOS = 20_000_000;

    private final BaseForm form;

    @TempDir
    private Path folder;

    KilledTrainingKit(BaseForm form) {
        this.form = form;
    }

    /** Trains, tells of every step, and saves, in a JVM of its own. */
    static final class Program {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            ModelOptions options = ModelOptions.defaults().withThreads(Integer.parseInt(args[2]));
            try (BaseModel base = BaseModel.open(BaseForm.valueOf(args[1]).bytes(1), options)) {
                Trainer.on(base)
                        .method(Lora.rank(4).dropout(0.1))
                        .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                        .hyperparameters(Hyperparameters.defaults()
                                .withEpochs(4)
                                .withBatchSize(8)
                                .withEmaDecay(0.9)
                                .withSeed(7))
                        .evaluateOn(ExampleSource.of(Mail.examples(20, 2)))
                        .checkpoints(
                                Checkpoints.in(folder.resolve("checkpoints")).withEverySteps(2))
                        .listener(new TrainingListener() {
                            @Override
                            public void onStep(Step step) {
                                System.out.println("step " + step.step());
                            }
                        })
                        .train(ExampleSource.of(Mail.examples(100, 1)))
                        .save(folder.resolve("adapter"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void train_killedAndBegunAgain_givesTheSameFiles(int threads) throws Exception {
        Path whole = folder.resolve("whole");
        run(whole, threads);
        Path killed = folder.resolve("killed");
        SplittableRandom random = new SplittableRandom(threads);
        for (int i = 0; i < KILLS; i++) {
            kill(killed, threads, 1 + random.nextInt(MOST_STEPS), random.nextInt(MOST_DELAY_NANOS));
        }
        run(killed, threads);

        assertThat(SavedFiles.of(killed.resolve("adapter")))
                .containsKey("adapter_model.safetensors")
                .isEqualTo(SavedFiles.of(whole.resolve("adapter")));
    }

    private void run(Path target, int threads) throws IOException, InterruptedException {
        ChildJvm.run(
                folder.resolve("log"),
                List.of(),
                Program.class,
                target.toString(),
                form.name(),
                Integer.toString(threads));
    }

    /** Kills a process a moment after it told of a number of steps, or lets it end where it takes fewer. */
    private void kill(Path target, int threads, int steps, long delay) throws IOException, InterruptedException {
        Process process = ChildJvm.builder(
                        List.of(), Program.class, target.toString(), form.name(), Integer.toString(threads))
                .start();
        try (BufferedReader lines = process.inputReader()) {
            int told = 0;
            String line = lines.readLine();
            while (line != null && told < steps) {
                told += line.startsWith("step ") ? 1 : 0;
                line = told < steps ? lines.readLine() : line;
            }
            LockSupport.parkNanos(delay);
            process.destroyForcibly().waitFor();
        }
    }
}
