package io.adapt4j.runtime.task;

import io.adapt4j.runtime.text.HiddenStates;
import io.adapt4j.task.Embedding;
import io.adapt4j.task.EmbeddingSpec;

/** The pooled hidden states themselves. */
final class EmbeddingDecoder implements Decoder<Embedding> {
    private final EmbeddingSpec spec;

    EmbeddingDecoder(EmbeddingSpec spec) {
        this.spec = spec;
    }

    @Override
    public Class<Embedding> answer() {
        return Embedding.class;
    }

    @Override
    public Embedding decode(String text, HiddenStates states) {
        float[] vector = states.pooled(spec.pooling());
        if (spec.normalize()) {
            double norm = Math.max(1e-12, LinearHead.norm(vector));
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) (vector[i] / norm);
            }
        }
        return new Embedding(vector);
    }
}
