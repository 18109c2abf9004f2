package io.adapt4j.train.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.BaseModel;
import io.adapt4j.ModelOptions;
import io.adapt4j.error.EngineException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.kit.TorchArchives;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.HeadConfig;
import io.adapt4j.train.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What training on PyTorch leaves alone: the base, those who use it meanwhile, and native memory. */
class PyTorchTrainingSessionTest {
    private static final List<TokenizedText> TEXTS = List.of(
            new TokenizedText(new long[] {2, 9, 11, 3}, new long[4]),
            new TokenizedText(new long[] {2, 12, 13, 14, 15, 3}, new long[6]));
    private static final TrainingBatch BATCH = new TrainingBatch(TEXTS, new float[][] {{1, 0}, {0, 1}}, 3);

    private static TrainingSession open(BaseModel base) {
        return open(base, Lora.rank(4).dropout(0.1), 32);
    }

    private static TrainingSession open(BaseModel base, Lora lora, int hidden) {
        TrainingSession session = TrainingEngine.of(base)
                .open(
                        base,
                        new TrainingSpec(
                                lora,
                                lora.select(base.targetModules()),
                                Pooling.MEAN,
                                hidden,
                                new Objective.Softmax(2, new HeadConfig.Linear()),
                                0.1));
        SplittableRandom random = new SplittableRandom(6);
        for (Parameter parameter : session.parameters()) {
            for (int i = 0; i < parameter.size(); i++) {
                parameter.value().put(i, (float) (random.nextDouble() - 0.5));
            }
        }
        return session;
    }

    @Test
    void forwardBackward_besideServing_disturbsNeither() throws Exception {
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (BaseModel base = TinyBase.openTorchScript(1);
                TrainingSession session = open(base)) {
            Map<String, Tensor> inputs = new TokenBatch(TEXTS).inputs(base.signature());
            Map<String, Tensor> answer = base.run(inputs);
            float loss = session.forwardBackward(BATCH);
            AtomicBoolean training = new AtomicBoolean(true);
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                served.add(others.submit(() -> {
                    int calls = 0;
                    while (training.get() || calls == 0) {
                        assertThat(base.run(inputs)).isEqualTo(answer);
                        calls++;
                    }
                    return calls;
                }));
            }
            try {
                for (int step = 0; step < 100; step++) {
                    assertThat(session.forwardBackward(BATCH)).isEqualTo(loss);
                }
            } finally {
                training.set(false);
            }
            for (Future<Integer> calls : served) {
                assertThat(calls.get()).isPositive();
            }
            assertThat(base.run(inputs)).isEqualTo(answer);
        } finally {
            others.shutdown();
        }
    }

    /** The program refuses texts of seven tokens, which is found out when it runs. */
    @Test
    void forwardBackward_programThatThrows_failsTypedAndTrainsOn() {
        byte[] model = TorchArchives.edited(
                "text-kinds", source -> source.replaceFirst("    embeddings = self.embeddings\n", """
                    if torch.eq(torch.size(input_ids, 1), 7):
                      ops.prim.RaiseException("AssertionError: seven tokens")
                    else:
                      pass
                    embeddings = self.embeddings
                """));
        TrainingBatch seven = new TrainingBatch(
                List.of(new TokenizedText(new long[] {2, 4, 5, 6, 7, 8, 3}, new long[7])), new float[][] {{1, 0}}, 3);
        try (BaseModel base = BaseModel.open(model, ModelOptions.defaults().withThreads(1));
                TrainingSession session = open(base, Lora.rank(4), 16)) {
            float loss = session.forwardBackward(BATCH);
            for (int failure = 0; failure < 10; failure++) {
                assertThatThrownBy(() -> session.forwardBackward(seven))
                        .isInstanceOf(EngineException.class)
                        .hasMessageContaining("seven tokens");
                assertThat(session.forwardBackward(BATCH)).isEqualTo(loss);
            }
            assertThat(base.run(new TokenBatch(TEXTS).inputs(base.signature()))).isNotEmpty();
        }
    }

    /** Trains and prints the KiB of anonymous memory before and after 1,000 steps, once the JVM has compiled what they run. */
    static final class Program {
        private static final int ROWS = 16;
        private static final int TOKENS = 40;
        private static final int WARM = 1_500;
        private static final int LAST = WARM + 1_000;

        public static void main(String[] args) throws IOException {
            float[][] targets = new float[ROWS][2];
            List<TokenizedText> texts = new ArrayList<>();
            for (int row = 0; row < ROWS; row++) {
                targets[row][row % 2] = 1;
                texts.add(new TokenizedText(
                        new SplittableRandom(row).longs(TOKENS, 4, 100).toArray(), new long[TOKENS]));
            }
            TrainingBatch batch = new TrainingBatch(texts, targets, 3);
            try (BaseModel base = TinyBase.openTorchScript(1);
                    TrainingSession session = open(base)) {
                for (int step = 1; step <= LAST; step++) {
                    session.forwardBackward(batch);
                    if (step == WARM || step == LAST) {
                        System.gc();
                        System.out.println("memory " + anonymousMemory());
                    }
                }
            }
        }

        private static long anonymousMemory() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("RssAnon:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void forwardBackward_aThousandTimes_leavesNativeMemoryAsItIs(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/status")), "memory is read from /proc");
        // The heap is filled from the start and the compiler works little, so that they are no part of what grows.
        List<String> options = List.of("-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1");
        long[] memory = ChildJvm.run(folder.resolve("log"), options, Program.class).stream()
                .filter(line -> line.startsWith("memory "))
                .mapToLong(line -> Long.parseLong(line.substring("memory ".length())))
                .toArray();
        // One array of hidden states is 80 KiB: if one stayed at each step, it were 80 MiB.
        assertThat(memory).hasSize(2);
        assertThat(memory[1] - memory[0]).isLessThan(16 * 1024);
    }
}
