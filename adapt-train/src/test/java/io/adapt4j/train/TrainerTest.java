package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.TokenizerFile;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.TrainingException;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.text.TokenBatch;
import io.adapt4j.runtime.text.TokenizedText;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final TextClassification TASK =
            TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer());

    private static Trainer<io.adapt4j.train.data.Example> trainer(BaseModel base) {
        return Trainer.on(base)
                .method(Lora.rank(4))
                .task(TASK)
                .epochs(8)
                .batchSize(16)
                .learningRate(5e-3)
                .seed(7);
    }

    @Test
    void train_separableTask_learnsIt() {
        try (BaseModel base = TinyBase.open(1)) {
            TrainingResult result = trainer(base)
                    .evaluateOn(ExampleSource.of(Mail.examples(40, 2)))
                    .train(ExampleSource.of(Mail.examples(160, 1)));

            assertThat(result.best().orElseThrow().metrics().value("accuracy")).isGreaterThan(0.95);
            assertThat(result.steps()).hasSize(80);
            assertThat(result.steps().get(79).loss())
                    .isLessThan(result.steps().get(0).loss());
        }
    }

    @Test
    void train_twice_givesTheSameBytes() {
        try (BaseModel base = TinyBase.open(1)) {
            Lora dropping = Lora.rank(4).dropout(0.1);
            Adapter first = trainer(base)
                    .method(dropping)
                    .train(ExampleSource.of(Mail.examples(64, 1)))
                    .adapter();
            Adapter second = trainer(base)
                    .method(dropping)
                    .train(ExampleSource.of(Mail.examples(64, 1)))
                    .adapter();

            assertThat(second).isEqualTo(first);
            assertThat(trainer(base)
                            .seed(8)
                            .train(ExampleSource.of(Mail.examples(64, 1)))
                            .adapter())
                    .isNotEqualTo(first);
        }
    }

    @Test
    void untrainedAdapter_run_changesNothing() {
        try (BaseModel base = TinyBase.open(1)) {
            Adapter untrained = Trainer.on(base)
                    .task(TASK)
                    .hyperparameters(Hyperparameters.defaults().withMaxSteps(1).withLearningRate(1e-30))
                    .train(ExampleSource.of(Mail.examples(8, 1)))
                    .adapter();
            Map<String, Tensor> inputs = new TokenBatch(List.of(new TokenizedText(new long[] {2, 9, 3}, new long[3])))
                    .inputs(base.signature());
            try (BoundAdapter bound = base.adapted().bind(untrained)) {
                float[] plain = base.run(inputs).get("last_hidden_state").toFloatArray();
                float[] adapted = base.adapted()
                        .run(inputs, bound)
                        .get("last_hidden_state")
                        .toFloatArray();
                for (int i = 0; i < plain.length; i++) {
                    assertThat(adapted[i]).isCloseTo(plain[i], org.assertj.core.data.Offset.offset(1e-5f));
                }
            }
        }
    }

    @Test
    void train_emptyData_isRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base).train(ExampleSource.of(List.of())))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("no examples");
        }
    }

    @Test
    void train_oneLabelOnly_isRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base).train(ExampleSource.of(List.of(new Example("win", "spam")))))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("spam");
        }
    }

    @Test
    void train_labelUnknownToTheTask_isRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            List<Example> examples = List.of(new Example("win", "spam"), new Example("hi", "news"));
            assertThatThrownBy(() -> trainer(base).train(ExampleSource.of(examples)))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("news")
                    .hasMessageContaining("ham");
        }
    }

    @Test
    void train_evaluationLabelUnseenInTraining_isRefused() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base)
                            .evaluateOn(ExampleSource.of(List.of(new Example("x", "news"))))
                            .train(ExampleSource.of(Mail.examples(8, 1))))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("news");
        }
    }

    @Test
    void train_unknownTarget_listsTheChoices() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base)
                            .method(Lora.rank(2).targets("quary"))
                            .train(ExampleSource.of(Mail.examples(8, 1))))
                    .isInstanceOf(IncompatibleAdapterException.class)
                    .hasMessageContaining("quary")
                    .hasMessageContaining("attention.query");
        }
    }

    @Test
    void train_tokenizerOfAnotherModel_isRefused() {
        String json = TinyBase.tokenizer().json().replaceFirst("\"##b\":\\d+", "\"##b\":900");
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base)
                            .task(TASK.tokenizer(TokenizerFile.of(json)))
                            .train(ExampleSource.of(List.of(new Example("ab", "spam"), new Example("b", "ham")))))
                    .isInstanceOf(InvalidDataException.class)
                    .hasMessageContaining("tokenizer");
        }
    }

    @Test
    void train_learningRateBeyondReason_failsTyped() {
        try (BaseModel base = TinyBase.open(1)) {
            assertThatThrownBy(() -> trainer(base)
                            .hyperparameters(Hyperparameters.defaults()
                                    .withLearningRate(1e30)
                                    .withClipNorm(0)
                                    .withWarmupRatio(0))
                            .train(ExampleSource.of(Mail.examples(200, 1))))
                    .isInstanceOf(TrainingException.class);
        }
    }
}
