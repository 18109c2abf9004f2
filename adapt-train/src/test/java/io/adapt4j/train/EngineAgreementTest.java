package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Pooling;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.spi.Objective;
import io.adapt4j.train.spi.Parameter;
import io.adapt4j.train.spi.TrainingBatch;
import io.adapt4j.train.spi.TrainingEngine;
import io.adapt4j.train.spi.TrainingSession;
import io.adapt4j.train.spi.TrainingSpec;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Training is the same on every engine: equal losses, gradients and adapters on one model in both forms. */
class EngineAgreementTest {
    private static final Map<BaseForm, BaseModel> BASES = new HashMap<>();

    @BeforeAll
    static void open() {
        for (BaseForm form : BaseForm.values()) {
            BASES.put(form, form.open(4));
        }
    }

    @AfterAll
    static void close() {
        BASES.values().forEach(BaseModel::close);
    }

    /** Every method with one objective, every objective with one method, and dropout with each pooling. */
    static Stream<Arguments> trainings() {
        List<Arguments> trainings = new ArrayList<>();
        ObjectivesKit.Case first = ObjectivesKit.cases().get(0);
        MethodTrainingKit.methods().forEach(method -> trainings.add(Arguments.of(method, first, Pooling.MEAN)));
        ObjectivesKit.cases()
                .forEach(objective -> trainings.add(Arguments.of(Lora.rank(2).dropout(0.2), objective, Pooling.CLS)));
        return trainings.stream();
    }

    @ParameterizedTest
    @MethodSource("trainings")
    void step_onBothForms_givesTheSameLossAndGradients(
            MethodConfig method, ObjectivesKit.Case example, Pooling pooling) {
        Map<String, float[]> onnx = new HashMap<>();
        float expected = step(BaseForm.ONNX, method, example, pooling, onnx);
        Map<String, float[]> torch = new HashMap<>();
        float actual = step(BaseForm.TORCH_SCRIPT, method, example, pooling, torch);

        assertThat(actual).isCloseTo(expected, within(1e-5f * Math.max(1, Math.abs(expected))));
        assertThat(torch).containsOnlyKeys(onnx.keySet());
        onnx.forEach((name, gradient) -> {
            double norm = 0;
            double difference = 0;
            for (int i = 0; i < gradient.length; i++) {
                norm += (double) gradient[i] * gradient[i];
                difference += Math.pow(gradient[i] - torch.get(name)[i], 2);
            }
            assertThat(Math.sqrt(difference)).as(name).isLessThanOrEqualTo(1e-4 * Math.sqrt(norm) + 1e-7);
        });
    }

    private static float step(
            BaseForm form,
            MethodConfig method,
            ObjectivesKit.Case example,
            Pooling pooling,
            Map<String, float[]> gradients) {
        BaseModel base = BASES.get(form);
        Objective objective = example.objective();
        TrainingSpec spec = new TrainingSpec(method, method.select(base.targetModules()), pooling, 32, objective, 0.1);
        try (TrainingSession session = TrainingEngine.of(base).open(base, spec)) {
            for (Parameter parameter : session.parameters()) {
                var random = new java.util.SplittableRandom(name(parameter).hashCode());
                double start = parameter.role() == Parameter.Role.SCALE ? 1 : 0;
                for (int i = 0; i < parameter.size(); i++) {
                    parameter.value().put(i, (float) (start + 0.4 * (random.nextDouble() - 0.5)));
                }
            }
            float loss =
                    session.forwardBackward(new TrainingBatch(ObjectivesKit.texts(example), example.targets(), 17));
            for (Parameter parameter : session.parameters()) {
                float[] gradient = new float[parameter.size()];
                parameter.gradient().get(0, gradient);
                gradients.put(name(parameter), gradient);
            }
            return loss;
        }
    }

    private static String name(Parameter parameter) {
        return parameter.module() + "/" + parameter.name();
    }

    @Test
    void train_onBothForms_givesAdaptersThatAnswerAlike() {
        List<Double> onnx = answers(BaseForm.ONNX);
        List<Double> torch = answers(BaseForm.TORCH_SCRIPT);
        for (int i = 0; i < onnx.size(); i++) {
            assertThat(torch.get(i)).isCloseTo(onnx.get(i), within(1e-2));
        }
    }

    /** What an adapter answers that was trained with dropout, which must drop the same everywhere. */
    private static List<Double> answers(BaseForm form) {
        BaseModel base = BASES.get(form);
        Adapter adapter = Trainer.on(base)
                .method(Lora.rank(4).dropout(0.1))
                .task(TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer()))
                .epochs(3)
                .batchSize(16)
                .learningRate(1e-2)
                .seed(7)
                .train(ExampleSource.of(Mail.examples(96, 1)))
                .adapter();
        List<Double> answers = new ArrayList<>();
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy("mail", adapter);
            for (Example example : Mail.examples(24, 2)) {
                Classification answer = host.classify("mail", example.text());
                answers.add((double) answer.probabilities().get(0));
            }
        }
        return answers;
    }
}
