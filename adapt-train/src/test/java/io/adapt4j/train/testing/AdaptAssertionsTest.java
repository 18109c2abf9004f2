package io.adapt4j.train.testing;

import static io.adapt4j.train.testing.AdaptAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.train.Trainer;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.gate.Gate;
import io.adapt4j.train.gate.Threshold;
import io.adapt4j.train.task.TextClassification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdaptAssertionsTest {
    private static final List<Example> EXAMPLES = List.of(
            new Example("win cash", "spam"),
            new Example("free cash", "spam"),
            new Example("notes", "ham"),
            new Example("lunch", "ham"));
    private static final ExampleSource<Example> SOURCE = ExampleSource.of(EXAMPLES);
    private static final ExampleSource<Example> OPPOSITE = ExampleSource.of(EXAMPLES.stream()
            .map(example -> new Example(example.text(), example.label().equals("spam") ? "ham" : "spam"))
            .toList());

    private static BaseModel base;
    private static Adapter adapter;

    @TempDir
    private Path folder;

    private static Adapter train(ExampleSource<Example> examples) {
        return Trainer.on(base)
                .method(Lora.rank(2).targets("query"))
                .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                .epochs(12)
                .batchSize(4)
                .learningRate(2e-2)
                .train(examples)
                .adapter();
    }

    @BeforeAll
    static void train() {
        base = TinyBase.open(1);
        adapter = train(SOURCE);
    }

    @AfterAll
    static void close() {
        base.close();
    }

    @Test
    void assertions_thatHold_canBeChained() {
        assertThat(adapter)
                .isSmallerThan(10_000)
                .hasTargets("encoder.layer.0.attention.self.query")
                .isReproducedBy(() -> train(SOURCE).withDocument("note", new JsonObject()))
                .on(base)
                .scores("accuracy", SOURCE)
                .atLeast(1)
                .scores("loss", SOURCE)
                .atMost(0.6)
                .answers("win cash")
                .with("spam")
                .answersLike(adapter, List.of("win cash", "lunch"))
                .passes(Gate.of(Threshold.of("accuracy", 0.9)), SOURCE);
    }

    @Test
    void scores_missed_reportsMetricsConfusionAndRows() {
        assertThatThrownBy(() -> assertThat(adapter)
                        .as("triage")
                        .on(base)
                        .scores("accuracy", OPPOSITE)
                        .atLeast(0.9))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[triage]")
                .hasMessageContaining("Expected accuracy of at least 0.9, but it is 0.0")
                .hasMessageContaining("on 4 examples: {accuracy=0.0, loss=")
                .hasMessageContaining("""
                        labels, the true one down, the given one across:
                                    spam     ham
                            spam       0       2
                             ham       2       0
                        """)
                .hasMessageContaining("#0 \"win cash\": expected ham, given spam");
        assertThatThrownBy(() ->
                        assertThat(adapter).on(base).scores("loss", OPPOSITE).atMost(0.1))
                .hasMessageContaining("Expected loss of at most 0.1, but it is ");
        assertThatThrownBy(() -> assertThat(adapter).on(base).scores("f1", SOURCE))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("accuracy");
    }

    @Test
    void otherAssertions_missed_sayWhatIsThere() {
        assertThatThrownBy(() -> assertThat(adapter).isSmallerThan(adapter.weightBytes()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(Long.toString(adapter.weightBytes()));
        assertThatThrownBy(() -> assertThat(adapter).hasTargets("query"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[query]")
                .hasMessageContaining("[encoder.layer.0.attention.self.query]");
        assertThatThrownBy(
                        () -> assertThat(adapter).on(base).answers("win cash").with("ham"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Expected \"win cash\" to be answered with ham, but the answer is spam");
        assertThatThrownBy(() -> assertThat(adapter).on(base).passes(Gate.of(Threshold.of("accuracy", 0.9)), OPPOSITE))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("| accuracy is at least 0.9 | failed | 0 |")
                .hasMessageContaining("| 0 | win cash | ham | spam |");
        assertThatThrownBy(() -> assertThat((Adapter) null).on(base)).isInstanceOf(AssertionError.class);
    }

    @Test
    void reproducedAndLike_anotherAdapter_sayWhereItDiffers() {
        Adapter other = train(OPPOSITE);

        assertThatThrownBy(() -> assertThat(adapter).isReproducedBy(() -> other))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("other weights came out: encoder.layer.0.attention.self.query.lora_A by up to ");
        assertThatThrownBy(() -> assertThat(adapter).on(base).answersLike(other, List.of("win cash")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("1 are answered otherwise")
                .hasMessageContaining("\"win cash\": expected ham, given spam");
    }

    @Test
    void goldenAnswers_writtenOnceAndChanged_areCompared() throws IOException {
        Path file = folder.resolve("golden/triage.json");
        assertThatThrownBy(() -> assertThat(adapter).on(base).hasGoldenAnswers(file, "win cash"))
                .isInstanceOf(InvalidDataException.class)
                .hasMessageContaining("adapt4j.golden.update");
        System.setProperty("adapt4j.golden.update", "true");
        try {
            assertThat(adapter).on(base).hasGoldenAnswers(file, "win cash", "lunch");
        } finally {
            System.clearProperty("adapt4j.golden.update");
        }
        assertThat(file).hasContent("{\n  \"win cash\": \"spam\",\n  \"lunch\": \"ham\"\n}\n");
        assertThatCode(() -> assertThat(adapter).on(base).hasGoldenAnswers(file))
                .doesNotThrowAnyException();

        Files.writeString(file, Files.readString(file).replace("\"ham\"", "\"spam\""));
        assertThatThrownBy(() -> assertThat(adapter).on(base).hasGoldenAnswers(file, "notes"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("2 of 3")
                .hasMessageContaining("\"lunch\": golden is spam, given ham")
                .hasMessageContaining("\"notes\": golden is nothing yet, given ham");
    }
}
