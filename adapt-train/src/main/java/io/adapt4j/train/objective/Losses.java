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
        register(Objective.Focal.class, new FocalLoss());
        register(Objective.Distillation.class, new DistillationLoss());
        register(Objective.Sigmoid.class, new SigmoidLoss());
        register(Objective.Squared.class, new SquaredLoss());
        register(Objective.TokenSoftmax.class, new TokenSoftmaxLoss());
        register(Objective.Contrastive.class, new ContrastiveLoss());
        register(Objective.SupervisedContrastive.class, new SupervisedContrastiveLoss());
        register(Objective.Cosine.class, new CosineLoss());
        register(Objective.Cosent.class, new CosentLoss());
        register(Objective.Triplet.class, new TripletLoss());
    }

    private Losses() {}

    private static <O extends Objective> void register(Class<O> objective, Loss<O> loss) {
        TABLE.put(objective, loss);
    }

    /** The loss of an objective: that of the table, or the one that it brings. */
    public static <O extends Objective> Loss<O> of(O objective) {
        Loss<?> found = objective instanceof Objective.Custom<?> own ? own.loss() : TABLE.get(objective.getClass());
        if (found == null) {
            throw new UnsupportedFeatureException("There is no loss for " + objective);
        }
        @SuppressWarnings("unchecked") // registered under the class of its objective, or bound to it by its type
        Loss<O> loss = (Loss<O>) found;
        return loss;
    }
}
