package io.adapt4j.runtime.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.TranslatorContext;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.adapt4j.BaseModel;
import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.runtime.Lease;
import io.adapt4j.runtime.kit.EveryKind;
import io.adapt4j.runtime.onnx.TestModels;
import io.adapt4j.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Translators where DJL has no engine. */
class WithoutEngineTest {
    private static final Tensor ROW = EveryKind.inputs(1).get("x");

    private static final class Reading implements NoBatchifyTranslator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] row) {
            return new NDList(context.getNDManager().create(row, new Shape(1, row.length)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(EveryKind.output("plain")).toFloatArray();
        }
    }

    private static final class Computing implements NoBatchifyTranslator<float[], float[]> {
        @Override
        public NDList processInput(TranslatorContext context, float[] row) {
            return new NDList(context.getNDManager().create(row, new Shape(1, row.length)));
        }

        @Override
        public float[] processOutput(TranslatorContext context, NDList outputs) {
            return outputs.get(0).softmax(-1).toFloatArray();
        }
    }

    private static HostedModel model(BaseModel base) {
        return new HostedModel("base", () -> Lease.of(base), null, PassthroughNDManager.INSTANCE);
    }

    @Test
    void predict_translatorThatMakesAndReadsArrays_works() throws TranslateException {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                HostedModel model = model(base);
                Predictor<float[], float[]> predictor = model.newPredictor(new Reading())) {
            assertThat(predictor.predict(ROW.toFloatArray()))
                    .isEqualTo(base.run(Map.of("x", ROW))
                            .get(EveryKind.output("plain"))
                            .toFloatArray());
        }
    }

    @Test
    void predict_translatorThatComputes_saysWhatToAdd() {
        try (BaseModel base = BaseModel.open(TestModels.bytes(TestModels.everyKind()));
                HostedModel model = model(base);
                Predictor<float[], float[]> predictor = model.newPredictor(new Computing())) {
            assertThatThrownBy(() -> predictor.predict(ROW.toFloatArray()))
                    .isInstanceOf(TranslateException.class)
                    .hasMessageContaining("ai.djl.pytorch:pytorch-engine")
                    .hasCauseInstanceOf(UnsupportedFeatureException.class);
        }
    }
}
