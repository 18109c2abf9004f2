package io.adapt4j.train.migrate.compare;

import io.adapt4j.TargetModule;
import java.util.OptionalDouble;

/**
 * A target module of the old base and the one that does its work in the new base.
 *
 * @param from of the old base
 * @param to of the new base
 * @param weightCosine the cosine between both weights read as vectors, near 1 for a successor and near 0 for weights that have nothing to do with
 *     each other; empty where the shapes differ or a weight cannot be read
 * @param weightDistance the norm of the difference of both weights over that of the old one; empty likewise
 * @param subspaceCosine the mean cosine of the principal angles between the spaces of the largest left singular vectors of both weights; empty
 *     where the outputs differ in size, or a weight cannot be read
 * @param cka the similarity of both modules' outputs for the same texts; empty where an engine does not show them, or there are too few texts
 */
public record ModuleMatch(
        TargetModule from,
        TargetModule to,
        OptionalDouble weightCosine,
        OptionalDouble weightDistance,
        OptionalDouble subspaceCosine,
        OptionalDouble cka) {

    static ModuleMatch of(TargetModule from, TargetModule to) {
        return new ModuleMatch(
                from,
                to,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalDouble.empty());
    }

    /** Whether both take and give vectors of the same sizes. */
    public boolean sameShape() {
        return from.inFeatures() == to.inFeatures() && from.outFeatures() == to.outFeatures();
    }

    ModuleMatch withCka(OptionalDouble newCka) {
        return new ModuleMatch(from, to, weightCosine, weightDistance, subspaceCosine, newCka);
    }
}
