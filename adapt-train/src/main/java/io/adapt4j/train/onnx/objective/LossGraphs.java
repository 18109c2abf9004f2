package io.adapt4j.train.onnx.objective;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.spi.Objective;
import java.util.HashMap;
import java.util.Map;

/** The table of losses, by objective. */
public final class LossGraphs {
    private static final Map<Class<? extends Objective>, LossGraph<?>> TABLE = new HashMap<>();

    static {
        register(Objective.Softmax.class, new SoftmaxLoss());
        register(Objective.Sigmoid.class, new SigmoidLoss());
        register(Objective.Squared.class, new SquaredLoss());
        register(Objective.TokenSoftmax.class, new TokenSoftmaxLoss());
        register(Objective.Contrastive.class, new ContrastiveLoss());
        register(Objective.Cosine.class, new CosineLoss());
    }

    private LossGraphs() {}

    private static <O extends Objective> void register(Class<O> objective, LossGraph<O> graph) {
        TABLE.put(objective, graph);
    }

    /** The loss of an objective. */
    public static <O extends Objective> LossGraph<O> of(O objective) {
        @SuppressWarnings("unchecked") // registered under the class of its objective
        LossGraph<O> graph = (LossGraph<O>) TABLE.get(objective.getClass());
        if (graph == null) {
            throw new UnsupportedFeatureException("There is no loss for " + objective);
        }
        return graph;
    }
}
