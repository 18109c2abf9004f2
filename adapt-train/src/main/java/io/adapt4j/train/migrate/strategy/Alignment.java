package io.adapt4j.train.migrate.strategy;

/** How {@link Projected} finds out which directions of the new base are which of the old one. */
public enum Alignment {
    /** As they are: for a successor of the same shape whose weights are near to the old ones, so that directions mean what they meant. */
    IDENTITY,
    /**
     * By what goes into modules and comes out of them for the same texts: {@code A} is fitted anew so that the new inputs give what the old
     * ones gave, and {@code B} goes through the map from old to new outputs, both by ridge regression. Needs texts, and engines that show it.
     */
    LEAST_SQUARES,
    /**
     * As {@link #LEAST_SQUARES}, with maps that only rotate (Schönemann, "A generalized solution of the orthogonal Procrustes problem", 1966), which
     * does not shrink what is hard to predict. Sides wider than 512 are fitted by least squares.
     */
    PROCRUSTES,
    /**
     * By the weights alone: a delta is written in the singular vectors of the old weight and read in those of the new one. Where the shapes are the
     * same it is projected onto the space of the new weight's largest singular vectors (Farhadzadeh et al., "LoRA-X: Bridging Foundation
     * Models with Training-Free Cross-Model Adaptation", 2025, arXiv 2501.16559); otherwise the old singular vectors are mapped onto the new
     * ones by the matrix that does so with the least error (Xia et al., "Cross-LoRA", 2025, arXiv 2508.05232). Needs nothing, and knows the least:
     * nothing in the weights tells apart a singular vector and its negative in a base of another width.
     */
    SUBSPACES
}
