package io.adapt4j.examples;

// begin
import static io.adapt4j.train.testing.AdaptAssertions.assertThat;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.TokenizerFile;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.data.TextPair;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Invariance;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.junit.AdaptTest;
import io.adapt4j.train.testing.junit.TestEngine;
import java.nio.file.Path;
import java.util.List;

class TriageTest {
    private static final ExampleSource<Example> MAIL = ExampleSource.of(List.of(
            new Example("win cash now", "spam"),
            new Example("free money", "spam"),
            new Example("cheap loan", "spam"),
            new Example("cash prize", "spam"),
            new Example("meeting notes", "ham"),
            new Example("lunch today", "ham"),
            new Example("build failed", "ham"),
            new Example("code review", "ham")));
    private static final ExampleSource<Example> HELD_OUT = ExampleSource.of(List.of(
            new Example("win money", "spam"),
            new Example("free cash", "spam"),
            new Example("review notes", "ham"),
            new Example("build notes", "ham")));
    private static final Gate GATE = Gate.of(
            Threshold.of("accuracy", 0.75),
            Invariance.of("upper case", List.of(new TextPair("win cash now", "WIN CASH NOW"))));

    /** The code under test: what the application does to get an adapter. */
    private static Adapter triage(BaseModel base, TokenizerFile tokenizer) {
        return Trainer.on(base)
                .method(Lora.rank(4).targets("attention.query", "attention.value"))
                .task(TextClassification.labels("spam", "ham").tokenizer(tokenizer))
                .epochs(15)
                .batchSize(8)
                .learningRate(2e-2)
                .train(MAIL)
                .adapter();
    }

    @AdaptTest(engines = {TestEngine.ONNX, TestEngine.PYTORCH})
    void triage_learnsOurLabels(BaseModel base, TokenizerFile tokenizer) {
        Adapter adapter = triage(base, tokenizer);

        assertThat(adapter).isSmallerThan(8_000).isReproducedBy(() -> triage(base, tokenizer));
        assertThat(adapter)
                .on(base)
                .scores("accuracy", HELD_OUT)
                .atLeast(0.75)
                .answers("win cash now")
                .with("spam")
                .hasGoldenAnswers(Path.of("src/test/resources/triage.golden.json"))
                .passes(GATE, HELD_OUT);
    }
}
// end
