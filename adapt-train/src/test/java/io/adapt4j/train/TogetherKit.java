package io.adapt4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.Head;
import io.adapt4j.ModuleDelta;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.method.dora.Dora;
import io.adapt4j.method.ia3.Ia3;
import io.adapt4j.method.lokr.Lokr;
import io.adapt4j.method.lora.Lora;
import io.adapt4j.method.vera.Vera;
import io.adapt4j.runtime.task.TextTask;
import io.adapt4j.task.Classification;
import io.adapt4j.tensor.Tensor;
import io.adapt4j.train.data.Example;
import io.adapt4j.train.data.ExampleSource;
import io.adapt4j.train.task.TextClassification;
import io.adapt4j.train.testing.TinyBase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What training side by side must do on every engine: what training alone does. */
abstract class TogetherKit {
    private static final TextClassification SPAM =
            TextClassification.labels("spam", "ham").tokenizer(TinyBase.tokenizer());
    private static final TextClassification KINDS =
            TextClassification.inferLabels().tokenizer(TinyBase.tokenizer()).headDropout(0);

    private final BaseForm form;

    TogetherKit(BaseForm form) {
        this.form = form;
    }

    static List<MethodConfig> methods() {
        return List.of(
                Lora.rank(4),
                Lora.rank(2).targets("attention.query", "attention.value").dropout(0.2),
                Dora.rank(2),
                Ia3.targets("all-linear").feedforward("up", "down"),
                Vera.rank(8));
    }

    private static Trainer<Void> trainer(BaseModel base) {
        return Trainer.on(base).method(Lora.rank(4)).epochs(2).batchSize(4).learningRate(5e-3);
    }

    /** Tenants of 13, 14, ... examples, every third with three labels. */
    private static List<Tenant<?>> tenants(int count) {
        List<Tenant<?>> tenants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Example> examples = new ArrayList<>(Mail.examples(13 + i, i));
            if (i % 3 == 1) {
                examples.set(0, new Example("minutes of the meeting", "notes"));
            }
            TextClassification task = i % 3 == 1 ? KINDS : SPAM;
            tenants.add(
                    Tenant.of("tenant-" + i, task, ExampleSource.of(examples)).seed(10 + i));
        }
        return tenants;
    }

    @SuppressWarnings("unchecked")
    private static TrainingResult alone(Trainer<Void> trainer, Tenant<?> tenant) {
        Tenant<Example> own = (Tenant<Example>) tenant;
        Trainer<Example> single = trainer.task(own.task()).seed(own.seed().orElseThrow());
        own.evaluation().ifPresent(single::evaluateOn);
        return single.train(own.examples());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void together_eachMethod_givesWhatEachGivesAlone(MethodConfig method) {
        try (BaseModel base = form.open(1)) {
            Trainer<Void> trainer = trainer(base).method(method);

            assertAsAlone(base, trainer, trainer.together(tenants(4)));
        }
    }

    @Test
    void together_methodThatChangesWholeWeights_worksOrSaysThatItDoesNot() {
        try (BaseModel base = form.open(1)) {
            assertAsAloneOrRefused(base, trainer(base).method(Lokr.rank(2).decomposeFactor(8)), "one after the other");
        }
    }

    @Test
    void together_noiseOnTheEmbeddings_isThatOfEachAloneOrRefused() {
        try (BaseModel base = form.open(1)) {
            Hyperparameters noisy = Hyperparameters.defaults()
                    .withEpochs(2)
                    .withBatchSize(4)
                    .withLearningRate(5e-3)
                    .withEmbeddingNoise(5);

            assertAsAloneOrRefused(base, trainer(base).hyperparameters(noisy), "embeddingNoise");
        }
    }

    /** What ONNX Runtime alone does, other engines refuse. */
    private void assertAsAloneOrRefused(BaseModel base, Trainer<Void> trainer, String reason) {
        JointResult together = trainer.together(tenants(4));
        if (form == BaseForm.ONNX) {
            assertAsAlone(base, trainer, together);
        } else {
            assertThat(together.failures()).hasSize(4);
            assertThatThrownBy(() -> together.adapter("tenant-1"))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(reason);
        }
    }

    private static void assertAsAlone(BaseModel base, Trainer<Void> trainer, JointResult together) {
        assertThat(together.failures()).isEmpty();
        for (Tenant<?> tenant : tenants(4)) {
            TrainingResult alone = alone(trainer, tenant);
            TrainingResult joint = together.results().get(tenant.name());
            assertThat(joint.steps()).hasSameSizeAs(alone.steps());
            assertSimilar(joint.adapter(), alone.adapter());
            assertThat(labels(base, joint.adapter())).isEqualTo(labels(base, alone.adapter()));
        }
    }

    @Test
    void together_twice_givesTheSameBytes() {
        try (BaseModel base = form.open(1)) {
            JointResult first = trainer(base).together(tenants(5), 3);
            JointResult second = trainer(base).together(tenants(5), 3);

            assertThat(first.results()).hasSize(5);
            first.results()
                    .forEach((name, result) -> assertThat(second.adapter(name)).isEqualTo(result.adapter()));
        }
    }

    @Test
    void together_withEvaluation_keepsTheBestAsAlone() {
        try (BaseModel base = form.open(1)) {
            Tenant<?> tenant = Tenant.of("watched", SPAM, ExampleSource.of(Mail.examples(16, 1)))
                    .seed(3)
                    .evaluateOn(ExampleSource.of(Mail.examples(8, 2)));

            TrainingResult joint = trainer(base)
                    .together(List.of(tenant, tenants(1).get(0)))
                    .results()
                    .get("watched");
            TrainingResult alone = alone(trainer(base), tenant);

            assertThat(joint.evaluations()).hasSize(2);
            assertThat(joint.best().orElseThrow().step())
                    .isEqualTo(alone.best().orElseThrow().step());
            assertSimilar(joint.adapter(), alone.adapter());
        }
    }

    @Test
    void together_oneTenantWithBadData_leavesTheOthers() {
        try (BaseModel base = form.open(1)) {
            Tenant<?> bad = Tenant.of("bad", SPAM, ExampleSource.of(List.of(new Example("win", "news"))));

            JointResult result = trainer(base).together(List.of(bad, tenants(1).get(0)));

            assertThat(result.results()).containsOnlyKeys("tenant-0");
            assertThat(result.failures().get("bad")).isInstanceOf(InvalidDataException.class);
            assertThatThrownBy(() -> result.adapter("bad")).hasMessageContaining("news");
            assertThatThrownBy(() -> result.adapter("other"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tenant-0");
        }
    }

    @Test
    void together_twoTenantsOfOneName_isRefused() {
        try (BaseModel base = form.open(1)) {
            Tenant<?> tenant = tenants(1).get(0);
            assertThatThrownBy(() -> trainer(base).together(List.of(tenant, tenant)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("tenant-0");
        }
    }

    private static List<String> labels(BaseModel base, Adapter adapter) {
        List<String> texts = Mail.examples(20, 99).stream().map(Example::text).toList();
        try (BoundAdapter bound = base.adapted().bind(adapter)) {
            return TextTask.require(TextTask.of(adapter), Classification.class, "test")
                    .answer(base.adapted(), bound, texts)
                    .stream()
                    .map(Classification::label)
                    .toList();
        }
    }

    private static void assertSimilar(Adapter adapter, Adapter expected) {
        assertThat(adapter.deltas().size()).isEqualTo(expected.deltas().size());
        for (int i = 0; i < expected.deltas().size(); i++) {
            ModuleDelta own = adapter.deltas().get(i);
            ModuleDelta other = expected.deltas().get(i);
            assertThat(own.module()).isEqualTo(other.module());
            other.parameters()
                    .forEach((name, tensor) -> assertSimilar(own.parameters().get(name), tensor));
        }
        Head head = expected.head().orElseThrow();
        assertSimilar(adapter.head().orElseThrow().weight(), head.weight());
        assertSimilar(adapter.head().orElseThrow().bias(), head.bias());
    }

    private static void assertSimilar(Tensor tensor, Tensor expected) {
        assertThat(tensor.shape()).isEqualTo(expected.shape());
        assertThat(tensor.toFloatArray())
                .containsExactly(expected.toFloatArray(), org.assertj.core.data.Offset.offset(1e-4f));
    }
}
