package io.adapt4j.runtime.djl;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.task.Classification;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.MultiLabel;
import io.adapt4j.task.Regression;
import java.util.List;
import java.util.function.Function;

/**
 * Adapters' own tasks as DJL's predictors, with DJL's types and without a translator: an adapter brings its tokenizer and its
 * head. {@code predict} answers together with what others ask at the same time ({@link AdapterHost#submit}), within the deadline
 * of the host's options; {@code batchPredict} answers all its texts with one adapter version. Both may be called by many threads,
 * and neither needs an engine of DJL's. Errors come as {@link ai.djl.translate.TranslateException} with the typed error as its
 * cause.
 */
public final class TaskPredictors {
    private TaskPredictors() {}

    /** Texts' labels, with probabilities that add up to 1. */
    public static Predictor<String, Classifications> classifications(AdapterHost host, String deployment) {
        return of(host, deployment, Classification.class, answer -> of(answer.labels(), answer.probabilities()));
    }

    /** Texts' labels, each with a probability of its own. */
    public static Predictor<String, Classifications> multiLabels(AdapterHost host, String deployment) {
        return of(host, deployment, MultiLabel.class, answer -> of(answer.labels(), answer.probabilities()));
    }

    /** Texts' vectors. */
    public static Predictor<String, float[]> embeddings(AdapterHost host, String deployment) {
        return of(host, deployment, Embedding.class, answer -> answer.vector().clone());
    }

    /** Texts' numbers, one for each target of the adapter's task. */
    public static Predictor<String, float[]> numbers(AdapterHost host, String deployment) {
        return of(host, deployment, Regression.class, answer -> floats(answer.values()));
    }

    /** What the library itself answers with, such as {@link io.adapt4j.task.Entities}. */
    public static <A> Predictor<String, A> answers(AdapterHost host, String deployment, Class<A> type) {
        return of(host, deployment, type, answer -> answer);
    }

    private static <A, O> Predictor<String, O> of(
            AdapterHost host, String deployment, Class<A> type, Function<A, O> output) {
        HostedModel model =
                new HostedModel(deployment, () -> host.lease(deployment), null, PassthroughNDManager.INSTANCE);
        return new TaskPredictor<>(model, host, deployment, type, output);
    }

    private static Classifications of(List<String> labels, List<Float> probabilities) {
        return new Classifications(
                labels, probabilities.stream().map(Float::doubleValue).toList());
    }

    private static float[] floats(List<Float> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i);
        }
        return floats;
    }
}
