package io.adapt4j.runtime.drift;

import io.adapt4j.Adapter;
import io.adapt4j.BaseModel;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.runtime.AdapterHost;
import io.adapt4j.runtime.drift.sample.Observation;
import io.adapt4j.runtime.drift.sample.Prediction;
import io.adapt4j.runtime.drift.sample.Reference;
import io.adapt4j.runtime.drift.sample.ReferenceBuilder;
import io.adapt4j.runtime.drift.sample.UnknownToken;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Makes references of texts, which the adapter answers as it will when it serves. */
public final class References {
    private static final String NAME = "reference";
    /** Few at a time, because a host sorts those that it is given together by length. */
    private static final int CHUNK = 32;

    private References() {}

    /**
     * The reference of validation data, in the order in which it came about, repetitions included.
     *
     * @param texts what the adapter was not trained on: more than {@link DriftOptions#shape} keeps are sampled
     * @param truths the label of each text, from which the normal error rate is learnt; empty where it is not known
     * @throws InvalidDataException when there are too few texts, or another number of truths
     * @throws io.adapt4j.error.AdaptException when the adapter cannot answer texts on the base
     */
    public static Reference of(
            BaseModel base, Adapter adapter, List<String> texts, List<String> truths, DriftOptions options) {
        if (!truths.isEmpty() && truths.size() != texts.size()) {
            throw new InvalidDataException(
                    "Expected a truth for each of " + texts.size() + " texts or none, but got " + truths.size());
        }
        ReferenceBuilder builder = new ReferenceBuilder(
                options.shape(),
                options.window(),
                adapter.tokenizer().map(UnknownToken::of).orElse(-1L));
        AtomicLong numbers = new AtomicLong();
        try (AdapterHost host = AdapterHost.on(base)) {
            host.deploy(NAME, adapter);
            host.addAnswerListener(
                    answered -> builder.add(Observation.of(numbers.getAndIncrement(), answered, options.samples())));
            for (int start = 0; start < texts.size(); start += CHUNK) {
                int end = Math.min(texts.size(), start + CHUNK);
                List<Object> answers = host.answer(NAME, texts.subList(start, end), Object.class);
                for (int i = start; i < end && !truths.isEmpty(); i++) {
                    builder.addOutcome(truths.get(i)
                            .equals(Prediction.of(answers.get(i - start)).label()));
                }
            }
        }
        return builder.build();
    }
}
