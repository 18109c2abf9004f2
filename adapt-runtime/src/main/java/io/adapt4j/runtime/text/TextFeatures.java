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
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs texts through a base, in batches of texts of similar length, so that little is spent on padding. */
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
        return map(model, adapter, texts, (index, states) -> states.pooled(pooling))
                .toArray(float[][]::new);
    }

    /**
     * Something made of each text's hidden states.
     *
     * @param adapter the adapter to run with, or null for the untouched base
     * @param use makes something of a text's index and hidden states, which it must not keep
     * @return one for each text, in their order
     */
    public static <T> List<T> map(
            AdaptedModel model,
            @Nullable BoundAdapter adapter,
            List<TokenizedText> texts,
            BiFunction<Integer, HiddenStates, T> use) {
        ModelSignature signature = model.base().signature();
        List<Integer> byLength = IntStream.range(0, texts.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length()))
                .toList();
        List<T> results = new ArrayList<>(java.util.Collections.nCopies(texts.size(), null));
        for (int start = 0; start < byLength.size(); start += BATCH) {
            List<Integer> rows = byLength.subList(start, Math.min(byLength.size(), start + BATCH));
            List<TokenizedText> batch = new ArrayList<>();
            rows.forEach(row -> batch.add(texts.get(row)));
            List<HiddenStates> states =
                    states(model.run(new TokenBatch(batch).inputs(signature), adapter), signature, batch);
            for (int i = 0; i < states.size(); i++) {
                results.set(rows.get(i), use.apply(rows.get(i), states.get(i)));
            }
        }
        return results;
    }

    /** The hidden states of each text of one batch, in which each row has an adapter of its own. */
    public static List<HiddenStates> rows(
            AdaptedModel model, List<? extends @Nullable BoundAdapter> adapters, List<TokenizedText> texts) {
        ModelSignature signature = model.base().signature();
        return states(model.runRows(new TokenBatch(texts).inputs(signature), adapters), signature, texts);
    }

    private static List<HiddenStates> states(
            Map<String, Tensor> outputs, ModelSignature signature, List<TokenizedText> texts) {
        String name = HiddenStates.output(signature);
        Tensor hidden = outputs.get(name);
        if (hidden == null || hidden.shape().dimension() != 3 || hidden.dimension(0) != texts.size()) {
            throw new InvalidInputException("Expected hidden states [" + texts.size()
                    + ", sequence, hidden] from the output \"" + name + "\", but got " + hidden);
        }
        return IntStream.range(0, texts.size())
                .mapToObj(row -> new HiddenStates(hidden, row, texts.get(row)))
                .toList();
    }
}
