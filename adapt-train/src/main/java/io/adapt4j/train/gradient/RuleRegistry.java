package io.adapt4j.train.gradient;

/** Takes the rules of one family. */
public interface RuleRegistry {

    /** Adds the rule of an operator, whose gradients have the shapes of the inputs. */
    void rule(String op, GradientRule rule);

    /** Adds the rule of an operator that broadcasts; its gradients have the shape of the output. */
    void broadcasting(String op, GradientRule rule);
}
