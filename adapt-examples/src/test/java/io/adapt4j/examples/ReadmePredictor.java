package io.adapt4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.djl.HostedModel;
import io.adapt4j.runtime.djl.TaskPredictors;

/** The README's sample of DJL's predictors. */
final class ReadmePredictor {
    private ReadmePredictor() {}

    static Classifications run(AdapterHost host, Translator<String, float[]> translator) throws TranslateException {
        // begin
        try (HostedModel model = HostedModel.of(host, "triage");
                Predictor<String, float[]> vectors = model.newPredictor(translator); // yours, as it is
                Predictor<String, Classifications> labels = TaskPredictors.classifications(host, "triage")) {
            assertThat(vectors.predict("You have won a prize")).isNotEmpty(); // with the adapter of this moment
            return labels.predict("You have won a prize"); // the adapter's own task
        }
        // end
    }
}
