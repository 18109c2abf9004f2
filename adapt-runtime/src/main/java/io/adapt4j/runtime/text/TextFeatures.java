package io.adapt4j.runtime.text;

import io.adapt4j.AdaptedModel;
import io.adapt4j.BoundAdapter;
import io.adapt4j.ModelSignature;
import io.adapt4j.error.InvalidInputException;
import io.adapt4j.task.Pooling;
import io.adapt4j.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pooled vectors of texts, computed in batches of texts of similar length, so that little is spent on padding. */
public final class TextFeatures {
    private static final int BATCH = 32;

    private TextFeatures() {}

    /**
     * The pooled vector of each text.
     *
     * @param adapter the adapter to run with, or null for the untouched base
     * @return {@code [texts][hidden]}, in the order of the texts
     */
    public static float[][] compute(
            AdaptedModel model, @Nullable BoundAdapter adapter, List<TokenizedText> texts, Pooling pooling) {
        ModelSignature signature = model.base().signature();
        String output = Pooler.hiddenStates(signature);
        float[][] features = new float[texts.size()][];
        List<Integer> byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .toList();
        for (int start = 0; start < byLength.size(); start += BATCH) {
            List<Integer> rows = byLength.subList(start, Math.min(byLength.size(), start + BATCH));
            List<TokenizedText> batch = new ArrayList<>();
            rows.forEach(row -> batch.add(texts.get(row)));
            float[][] pooled = pool(model, adapter, batch, pooling, signature, output);
            for (int i = 0; i < pooled.length; i++) {
                features[rows.get(i)] = pooled[i];
            }
        }
        return features;
    }

    /**
     * The pooled vector of each text of one batch, in which each row has an adapter and a pooling of its own.
     *
     * @return {@code [texts][hidden]}
     */
    public static float[][] computeRows(
            AdaptedModel model,
            List<? extends @Nullable BoundAdapter> adapters,
            List<TokenizedText> texts,
            List<Pooling> poolings) {
        ModelSignature signature = model.base().signature();
        String output = Pooler.hiddenStates(signature);
        Map<String, Tensor> outputs = model.runRows(new TokenBatch(texts).inputs(signature), adapters);
        Tensor hidden = hidden(outputs, output, texts.size());
        float[][] features = new float[texts.size()][];
        for (int row = 0; row < features.length; row++) {
            features[row] = Pooler.pool(hidden, row, texts.get(row), poolings.get(row));
        }
        return features;
    }

    private static Tensor hidden(Map<String, Tensor> outputs, String output, int rows) {
        Tensor hidden = outputs.get(output);
        if (hidden == null || hidden.shape().dimension() != 3 || hidden.dimension(0) != rows) {
            throw new InvalidInputException("Expected hidden states [" + rows + ", sequence, hidden] from the output \""
                    + output + "\", but got " + hidden);
        }
        return hidden;
    }

    private static float[][] pool(
            AdaptedModel model,
            @Nullable BoundAdapter adapter,
            List<TokenizedText> batch,
            Pooling pooling,
            ModelSignature signature,
            String output) {
        Map<String, Tensor> outputs = model.run(new TokenBatch(batch).inputs(signature), adapter);
        Tensor hidden = hidden(outputs, output, batch.size());
        return Pooler.pool(hidden, batch, pooling);
    }
}
