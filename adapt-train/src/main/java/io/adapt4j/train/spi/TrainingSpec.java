package io.adapt4j.train.spi;

import io.adapt4j.TargetModule;
import io.adapt4j.method.MethodConfig;
import io.adapt4j.task.Pooling;
import java.util.List;

/**
 * What a training session trains.
 *
 * @param method the method, applied to {@code modules}
 * @param modules the selected target modules
 * @param pooling how hidden states become one vector
 * @param hidden the size of that vector
 * @param objective what is made small
 * @param headDropout probability with which an element of the pooled vector is dropped, in [0, 1)
 * @param embeddingNoise the alpha of the noise on the token embeddings; 0 for none. With L tokens of d elements, it is drawn
 *     evenly from {@code alpha / sqrt(L d)} times [-1, 1] (Jain et al., "NEFTune", 2023)
 */
public record TrainingSpec(
        MethodConfig method,
        List<TargetModule> modules,
        Pooling pooling,
        int hidden,
        Objective objective,
        double headDropout,
        double embeddingNoise) {

    public TrainingSpec {
        modules = List.copyOf(modules);
    }

    /** Without noise on the embeddings. */
    public TrainingSpec(
            MethodConfig method,
            List<TargetModule> modules,
            Pooling pooling,
            int hidden,
            Objective objective,
            double headDropout) {
        this(method, modules, pooling, hidden, objective, headDropout, 0);
    }
}
