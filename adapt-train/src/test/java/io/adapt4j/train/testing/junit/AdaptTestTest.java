package io.adapt4j.train.testing.junit;

import static io.adapt4j.train.testing.AdaptAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.displayName;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedSuccessfully;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.DeploymentException;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.testing.ChildJvm;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class AdaptTestTest {
    private static final List<Example> MAIL = List.of(
            new Example("win cash", "spam"),
            new Example("free cash", "spam"),
            new Example("notes", "ham"),
            new Example("lunch", "ham"));

    @TempDir
    private Path folder;

    private static EngineExecutionResults execute(Class<?> tests) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .execute();
    }

    private static Adapter train(BaseModel base, TokenizerFile tokenizer) {
        return Trainer.on(base)
                .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
                .epochs(12)
                .batchSize(4)
                .learningRate(2e-2)
                .train(ExampleSource.of(MAIL))
                .adapter();
    }

    /** Run by the test kit; the kit's own run of this class's tests must not find them. */
    static class Trains {
        static final Map<String, BaseModel> BASES = new ConcurrentHashMap<>();
        static final Map<String, Long> NUMBERS = new ConcurrentHashMap<>();
        static final Map<String, Long> MILLIS = new ConcurrentHashMap<>();

        @AdaptTest(engines = {TestEngine.ONNX, TestEngine.PYTORCH})
        void learns(BaseModel base, TokenizerFile tokenizer, TestEngine engine, SplittableRandom random) {
            long start = System.nanoTime();
            Adapter adapter = train(base, tokenizer);
            assertThat(adapter)
                    .on(base)
                    .scores("accuracy", ExampleSource.of(MAIL))
                    .atLeast(0.9);
            MILLIS.put(engine.name(), (System.nanoTime() - start) / 1_000_000);
            BASES.put(engine.name(), base);
            NUMBERS.put(engine.name(), random.nextLong());
        }

        @AdaptTest(
                engines = {TestEngine.PYTORCH, TestEngine.ONNX},
                seed = 7)
        void hasAnotherSeed(BaseModel base, TestEngine engine, SplittableRandom random) {
            BASES.put(engine + " 7", base);
            NUMBERS.put(engine + " 7", random.nextLong());
        }

        @AdaptTest
        void sharesTheBase(BaseModel base) {
            BASES.put("again", base);
        }
    }

    @Test
    void tests_ofBothEngines_runOnEachWithSharedBasesThatAreClosedAfterwards() {
        execute(Trains.class); // warm
        EngineExecutionResults results = execute(Trains.class);

        results.testEvents()
                .assertStatistics(statistics -> statistics.started(5).succeeded(5));
        results.testEvents()
                .finished()
                .assertThatEvents()
                .haveExactly(3, event(displayName("ONNX"), finishedSuccessfully()))
                .haveExactly(2, event(displayName("PYTORCH"), finishedSuccessfully()));
        assertThat(Trains.BASES.get("ONNX").engine()).isEqualTo("onnx");
        assertThat(Trains.BASES.get("PYTORCH").engine()).isEqualTo("pytorch");
        assertThat(Trains.BASES.get("again")).isSameAs(Trains.BASES.get("ONNX"));
        assertThat(Trains.BASES.get("ONNX 7").hash())
                .isNotEqualTo(Trains.BASES.get("ONNX").hash());
        assertThat(Trains.NUMBERS)
                .containsEntry("ONNX", new SplittableRandom(1).nextLong())
                .containsEntry("PYTORCH 7", new SplittableRandom(7).nextLong());
        TokenBatch batch = new TokenBatch(List.of(new TokenizedText(new long[] {2, 3}, new long[2])));
        Trains.BASES.values().forEach(base -> assertThatThrownBy(() -> base.run(batch.inputs(base.signature())))
                .isInstanceOf(DeploymentException.class));
        System.out.println("A tiny training test, warm, in milliseconds: " + Trains.MILLIS);
    }

    static class Fails {
        @AdaptTest
        void misses(BaseModel base, TokenizerFile tokenizer) {
            assertThat(train(base, tokenizer))
                    .on(base)
                    .scores("accuracy", ExampleSource.of(List.of(new Example("win cash", "ham"))))
                    .atLeast(0.9);
        }

        @AdaptTest(engines = {})
        void namesNoEngine() {}

        @AdaptTest
        void asksForMore(String other) {}
    }

    @Test
    void tests_thatFail_sayWhy() {
        EngineExecutionResults results = execute(Fails.class);

        results.allEvents()
                .failed()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(
                                displayName("ONNX"),
                                finishedWithFailure(message(
                                        text -> text.contains("Expected accuracy of at least 0.9, but it is 0.0")
                                                && text.contains("#0 \"win cash\": expected ham, given spam")))))
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("names no engine")))))
                .haveExactly(1, event(finishedWithFailure(message(text -> text.contains("java.lang.String")))))
                .hasSize(3);
    }

    /** Runs {@link Trains} where PyTorch's natives are not on the class path. */
    static final class WithoutPyTorch {
        public static void main(String[] args) {
            EngineExecutionResults results = execute(Trains.class);
            results.testEvents()
                    .assertStatistics(statistics -> statistics.skipped(2).succeeded(3));
            results.testEvents()
                    .skipped()
                    .assertThatEvents()
                    .haveExactly(
                            2,
                            event(
                                    displayName("PYTORCH"),
                                    skippedWithReason(reason -> reason.contains("ai.djl.pytorch:pytorch-native-cpu"))));
        }
    }

    @Test
    void tests_onAnEngineThatIsMissing_areSkippedWithTheReason() throws Exception {
        ChildJvm.runWithout("/ai/djl/pytorch/pytorch-", folder.resolve("log"), WithoutPyTorch.class);
    }
}
