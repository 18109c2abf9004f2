package io.adapt4j.train.objective;

import io.adapt4j.error.UnsupportedFeatureException;
import io.adapt4j.train.spi.Objective;
import java.util.HashMap;
import java.util.Map;

/** The table of losses, by objective. */
public final class Losses {
    private static final Map<Class<? extends Objective>, Loss<?>> TABLE = new HashMap<>();

    static {
        register(Objective.Softmax.class, new SoftmaxLoss());
        register(Objective.Sigmoid.class, new SigmoidLoss());
        register(Objective.Squared.class, new SquaredLoss());
        register(Objective.TokenSoftmax.class, new TokenSoftmaxLoss());
        register(Objective.Contrastive.class, new ContrastiveLoss());
        register(Objective.Cosine.class, new CosineLoss());
    }

    private Losses() {}

    private static <O extends Objective> void register(Class<O> objective, Loss<O> loss) {
        TABLE.put(objective, loss);
    }

    /** The loss of an objective. */
    public static <O extends Objective> Loss<O> of(O objective) {
        @SuppressWarnings("unchecked") // registered under the class of its objective
        Loss<O> loss = (Loss<O>) TABLE.get(objective.getClass());
        if (loss == null) {
            throw new UnsupportedFeatureException("There is no loss for " + objective);
        }
        return loss;
    }
}
