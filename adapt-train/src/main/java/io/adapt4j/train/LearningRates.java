package io.adapt4j.train;

import io.adapt4j.train.spi.Parameter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The learning rate of each parameter at its height: by what it is, and by the depth of its module. */
final class LearningRates {
    private final Hyperparameters hyperparameters;
    /** By module, how many layers it is below the last. */
    private final Map<String, Integer> below = new HashMap<>();

    LearningRates(List<Parameter> parameters, Hyperparameters hyperparameters) {
        this.hyperparameters = hyperparameters;
        int last = parameters.stream()
                .mapToInt(parameter -> layer(parameter.module(), -1))
                .max()
                .orElse(-1);
        for (Parameter parameter : parameters) {
            below.put(parameter.module(), last - layer(parameter.module(), last));
        }
    }

    double of(Parameter parameter) {
        double depth = StrictMath.pow(hyperparameters.layerDecay(), below.getOrDefault(parameter.module(), 0));
        return depth
                * switch (parameter.role()) {
                    case MATRIX, SCALE -> hyperparameters.learningRate();
                    case OUTER_MATRIX -> hyperparameters.learningRate() * hyperparameters.loraPlusRatio();
                    case HEAD_WEIGHT, HEAD_BIAS -> hyperparameters.headLearningRate();
                    case FROZEN -> 0;
                };
    }

    /**
     * The layer of a module: the first number in its path, as in {@code encoder.layer.3.attention.self.query}. Embeddings are below
     * the first layer.
     *
     * @param otherwise the layer of a module in none, such as a pooler or the head
     */
    private static int layer(String module, int otherwise) {
        for (String part : module.split("\\.", -1)) {
            if (!part.isEmpty() && part.length() < 6 && part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return Integer.parseInt(part);
            }
        }
        return module.contains("embed") ? -1 : otherwise;
    }
}
